package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.UpstreamFailure;
import dev.trustconnect.audit.AuditEvent.UpstreamsFailed;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/** What upstreams did is in the audit trail, with names that a policy is written for. */
class UpstreamAuditTest {
  private static final String HOST = "api.example.test";

  private record Dead(String label) implements DnsExchange {
    @Override
    public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
      return CompletableFuture.failedFuture(
          new ExchangeException(Reason.UPSTREAM_UNREACHABLE, label + " refused to connect", null));
    }

    @Override
    public void close() {}
  }

  @Test
  void failureOfAllUpstreamsIsAuditedWithTheNamesOfPolicies() throws InterruptedException {
    BlockingQueue<AuditEvent> events = new LinkedBlockingQueue<>();
    try (TrustConnect trust =
        TrustConnect.builder()
            .dnsExchanges(new Dead("one"), new Dead("two"))
            .policies(TestInternet.policy(HOST).build())
            .audit(events::add)
            .build()) {
      for (String host : List.of(HOST, "other.example.test")) {
        UntrustedNameException refused =
            catchThrowableOfType(UntrustedNameException.class, () -> trust.names().resolve(host));

        assertThat(refused.isTemporary()).isTrue();
        assertThat(refused.getMessage())
            .contains("(upstreams: one upstream.unreachable, two upstream.unreachable)");
        // A and AAAA fail, and the name gate refuses.
        Set<AuditEvent> told =
            Stream.of(events.take(), events.take(), events.take()).collect(Collectors.toSet());
        assertThat(told)
            .filteredOn(UpstreamsFailed.class::isInstance)
            .hasSizeBetween(1, 2)
            .allSatisfy(event -> isFailure((UpstreamsFailed) event, host.equals(HOST) ? HOST : ""));
      }
    }
  }

  private static void isFailure(UpstreamsFailed event, String name) {
    assertThat(event.name()).isEqualTo(name);
    assertThat(event.failures())
        .containsExactly(
            new UpstreamFailure("one", Reason.UPSTREAM_UNREACHABLE),
            new UpstreamFailure("two", Reason.UPSTREAM_UNREACHABLE));
  }
}
