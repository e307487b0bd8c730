package dev.trustconnect.watch;

import dev.trustconnect.lock.Change;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One endpoint as a watch knows it. A value that can't be measured is empty, never 0. Texts are
 * safe to print. Immutable.
 *
 * @param isUp whether its last look found out everything that it asked for; false while the watch
 *     is blind
 * @param isLearning whether its usual state isn't known yet
 * @param verdict of the name: {@code SECURE}, {@code INSECURE}, {@code BOGUS} or {@code
 *     INDETERMINATE}
 * @param refusal the code for which the gates refuse it, as confirmed
 * @param zone the zone of the host
 * @param aliasOwner the zone where its aliases lead; empty without an alias
 * @param authority the organisation that issued its certificate
 * @param notBefore of the server's own certificate
 * @param notAfter of the certificate in the verified path that ends first
 * @param signatureEnd when the first signature ends that the addresses rest on
 * @param lastSuccess when the last look that found out everything ended
 * @param lastDuration how long the last look took
 * @param remarks how many confirmed remarks there are of each severity from LOW on
 * @param drift how many confirmed changes there are of each weight from NOTICE on
 */
public record WatchedEndpoint(
    Endpoint endpoint,
    boolean isUp,
    boolean isLearning,
    Optional<String> verdict,
    Optional<String> refusal,
    Optional<String> zone,
    Optional<String> aliasOwner,
    Optional<String> authority,
    Optional<Instant> notBefore,
    Optional<Instant> notAfter,
    Optional<Instant> signatureEnd,
    Optional<Instant> lastSuccess,
    Optional<Duration> lastDuration,
    Map<Severity, Integer> remarks,
    Map<Change.Weight, Integer> drift) {
  public WatchedEndpoint {
    remarks = Collections.unmodifiableMap(new TreeMap<>(remarks));
    drift = Collections.unmodifiableMap(new TreeMap<>(drift));
  }
}
