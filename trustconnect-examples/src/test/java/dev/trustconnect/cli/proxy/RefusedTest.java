package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.refusal.NameRefusal;
import dev.trustconnect.resolve.UntrustedNameException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client is answered. */
class RefusedTest {
  private static String statusLine(IOException failed) {
    return new String(Refused.because(failed).answer(), StandardCharsets.UTF_8)
        .lines()
        .findFirst()
        .orElseThrow();
  }

  private static IOException because(Reason reason) {
    return new UntrustedNameException(
        new NameRefusal(new Refusal("a.test", reason, "this", "that"), null));
  }

  @ParameterizedTest
  @EnumSource
  void everyReasonIsThePhraseOfAStatusOfItsKind(Reason reason) {
    assertThat(statusLine(because(reason)))
        .matches("HTTP/1\\.1 (403|502|504) \\Q" + reason.code() + "\\E");
  }

  @Test
  void faultsOfServersAreTriedAgainAndFindingsAreNot() {
    assertThat(statusLine(because(Reason.UPSTREAM_UNREACHABLE))).startsWith("HTTP/1.1 502 ");
    assertThat(statusLine(because(Reason.UPSTREAM_RCODE))).startsWith("HTTP/1.1 502 ");
    assertThat(statusLine(because(Reason.UPSTREAM_TIMEOUT))).startsWith("HTTP/1.1 504 ");
    assertThat(statusLine(because(Reason.RESOLVE_DEADLINE_EXCEEDED))).startsWith("HTTP/1.1 504 ");
    assertThat(statusLine(because(Reason.POLICY_MISSING))).startsWith("HTTP/1.1 403 ");
    assertThat(statusLine(because(Reason.SIGNATURE_INVALID))).startsWith("HTTP/1.1 403 ");
    assertThat(statusLine(because(Reason.PIN_NOT_IN_PATH))).startsWith("HTTP/1.1 403 ");
    assertThat(statusLine(new ConnectException("Connection refused")))
        .isEqualTo("HTTP/1.1 502 proxy.server-unreachable");
  }

  @Test
  void whatAClientWroteIsShownWithoutControls() {
    assertThat(Refused.shown("A\u001b[2J\r\n.test")).isEqualTo("a?[2j??.test");
    assertThat(Refused.shown("x".repeat(5_000))).hasSizeLessThan(310);
  }
}
