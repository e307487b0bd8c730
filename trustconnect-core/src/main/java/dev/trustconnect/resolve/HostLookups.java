package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.name.HostName;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Hosts as pairs of lookups, A and AAAA: from memory, or asked for and judged together. Renews what
 * is in use before it ends. Thread-safe.
 */
final class HostLookups {
  private final WalkContext context;
  private final SharedLookups lookups;
  private final ResolvedHosts hosts;

  HostLookups(WalkContext context, SharedLookups lookups, ResolvedHosts hosts) {
    this.context = context;
    this.lookups = lookups;
    this.hosts = hosts;
  }

  /** What is known of {@code host} under {@code rules}; null if nothing is, or all is closed. */
  @Nullable Resolution remembered(HostName host, AddressRules rules) {
    if (lookups.isClosed()) {
      return null;
    }
    Instant now = context.clock().instant();
    Kept<ResolvedHosts.Host> kept = hosts.find(host, rules, now);
    if (kept == null) {
      return null;
    }
    Resolution known = kept.value().resolution();
    if (context.refreshAhead() && kept.isDueFor(now)) {
      renew(known, rules);
    }
    return known.rememberedAt(now);
  }

  /**
   * Asks for what ends soon, while the caller goes on with what is known; if that fails, it is
   * known to its end.
   */
  private void renew(Resolution known, AddressRules rules) {
    Name name = dnsName(known.host());
    var unused =
        judge(
            known.host(),
            rules,
            context.nanoTime().getAsLong(),
            renewed(name, Type.A, known.ipv4(), known),
            renewed(name, Type.AAAA, known.ipv6(), known));
  }

  private CompletableFuture<Lookup> renewed(
      Name name, int type, ValidatedAnswer answer, Resolution known) {
    Question question = new Question(name, type);
    boolean endsFirst = !answer.validUntil().isAfter(known.validUntil());
    return endsFirst ? lookups.renewed(question) : lookups.lookup(question);
  }

  /** Asks for both kinds of addresses at the same time. */
  CompletableFuture<Resolution> lookUp(HostName host, AddressRules rules) {
    Name name = dnsName(host);
    long start = context.nanoTime().getAsLong();
    return judge(
        host,
        rules,
        start,
        lookups.lookup(new Question(name, Type.A)),
        lookups.lookup(new Question(name, Type.AAAA)));
  }

  private CompletableFuture<Resolution> judge(
      HostName host,
      AddressRules rules,
      long start,
      CompletableFuture<Lookup> ipv4,
      CompletableFuture<Lookup> ipv6) {
    CompletableFuture<Resolution> resolution = new CompletableFuture<>();
    var unusedBoth =
        ipv4.thenAcceptBoth(
                ipv6,
                (four, six) -> {
                  try {
                    Resolution found = NameJudgement.decide(host, four, six, rules, since(start));
                    hosts.keep(found, rules);
                    resolution.complete(found);
                  } catch (UntrustedNameException refused) {
                    resolution.completeExceptionally(refused);
                  }
                })
            .whenComplete((both, failure) -> failIfBroken(resolution, failure));
    var unusedEnd =
        resolution.whenComplete(
            (addresses, failure) -> {
              ipv4.cancel(true);
              ipv6.cancel(true);
            });
    return resolution;
  }

  private static void failIfBroken(CompletableFuture<?> future, @Nullable Throwable failure) {
    if (failure != null) {
      future.completeExceptionally(
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure);
    }
  }

  private Duration since(long start) {
    return Duration.ofNanos(context.nanoTime().getAsLong() - start);
  }

  private static Name dnsName(HostName host) {
    try {
      return Name.fromString(host.ascii(), Name.root);
    } catch (TextParseException e) {
      throw new IllegalStateException("a host name is a DNS name: " + host, e);
    }
  }
}
