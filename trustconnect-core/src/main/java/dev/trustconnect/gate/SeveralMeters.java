package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports to several meters. An exception of one of them is logged. */
final class SeveralMeters implements TrustMeter {
  private static final Logger LOG = LoggerFactory.getLogger(SeveralMeters.class);

  private final TrustMeter[] meters;

  SeveralMeters(List<TrustMeter> meters) {
    this.meters = meters.toArray(new TrustMeter[0]);
  }

  private static void threw(TrustMeter meter, Throwable thrown) {
    LOG.warn("the meter {} threw", meter.getClass().getName(), thrown);
  }

  // Each method has the loop: a lambda would be allocated for every request.

  @Override
  public void lookedUp(
      HostName host,
      @Nullable Verdict verdict,
      Source source,
      @Nullable Reason refusal,
      Duration elapsed) {
    for (TrustMeter meter : meters) {
      try {
        meter.lookedUp(host, verdict, source, refusal, elapsed);
      } catch (RuntimeException | LinkageError thrown) {
        threw(meter, thrown);
      }
    }
  }

  @Override
  public void asked(String upstream, @Nullable Reason failure, Duration elapsed) {
    for (TrustMeter meter : meters) {
      try {
        meter.asked(upstream, failure, elapsed);
      } catch (RuntimeException | LinkageError thrown) {
        threw(meter, thrown);
      }
    }
  }

  @Override
  public void judged(
      Gate gate, @Nullable HostPattern policy, Outcome outcome, @Nullable Reason reason) {
    for (TrustMeter meter : meters) {
      try {
        meter.judged(gate, policy, outcome, reason);
      } catch (RuntimeException | LinkageError thrown) {
        threw(meter, thrown);
      }
    }
  }

  @Override
  public void handshook(
      HostName host,
      String protocol,
      boolean resumed,
      Duration elapsed,
      @Nullable Throwable failure) {
    for (TrustMeter meter : meters) {
      try {
        meter.handshook(host, protocol, resumed, elapsed, failure);
      } catch (RuntimeException | LinkageError thrown) {
        threw(meter, thrown);
      }
    }
  }

  @Override
  public void connected(Evidence evidence, int port) {
    for (TrustMeter meter : meters) {
      try {
        meter.connected(evidence, port);
      } catch (RuntimeException | LinkageError thrown) {
        threw(meter, thrown);
      }
    }
  }

  @Override
  public void revoked(HostName host, Reason reason) {
    for (TrustMeter meter : meters) {
      try {
        meter.revoked(host, reason);
      } catch (RuntimeException | LinkageError thrown) {
        threw(meter, thrown);
      }
    }
  }
}
