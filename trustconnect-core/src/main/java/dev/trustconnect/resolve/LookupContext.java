package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Validator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * The state that all lookups of one resolver share.
 *
 * @param validator begins validations
 * @param memory what is remembered
 * @param upstreams whom to ask
 * @param rollCall which of them answer at all
 * @param exchanges questions under way, by upstream
 * @param events reports what upstreams did
 * @param executor where validations run
 * @param timer runs what is due at a deadline
 * @param clock what signatures and TTLs are judged by
 * @param nanoTime what deadlines and elapsed times are measured by: it can't be set back
 * @param timeoutNanos what one operation may take
 * @param refreshAhead whether answers in use are renewed before they end
 */
record LookupContext(
    Validator validator,
    Memory memory,
    UpstreamPool upstreams,
    RollCall rollCall,
    SingleFlight<UpstreamPool.Asked, Message> exchanges,
    ResolverEvents events,
    Executor executor,
    Timer timer,
    InstantSource clock,
    LongSupplier nanoTime,
    long timeoutNanos,
    boolean refreshAhead) {

  /** The answer that is cached, or null. The clock is read first: it may have been set back. */
  AnswerCache.@Nullable Judged remembered(Question question) {
    Instant now = clock.instant();
    return memory.answers().find(question, now);
  }
}
