package dev.trustconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.lock.LockFileException;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.Dnssec;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that a lock has as SECURE doesn't become INSECURE unnoticed. */
class LatchTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "api.plain.test";

  @TempDir private Path folder;
  private Path lock;

  @BeforeEach
  void write() throws IOException {
    lock = Files.writeString(folder.resolve("trustconnect.lock"), entry(HOST, "SECURE") + rest());
  }

  private static String entry(String host, String verdict) {
    return "lock: 1\nendpoints:\n  "
        + host
        + ":443:\n    name: {verdict: "
        + verdict
        + ", zone: example.test, aliases: [], operators: [], networks: moving}\n";
  }

  private static String rest() {
    return "  api.plain.test:443:\n    name: {verdict: INSECURE, zone: plain.test, aliases: [],"
        + " operators: [], networks: moving}\n";
  }

  /** Both names are unsigned: the attacker got the DS records removed. */
  private static TestInternet unsigned() {
    return new TestInternet(
        SignedWorld.builder()
            .zone("example.test", zone -> zone.unsigned().record("api A 127.0.1.10"))
            .zone("plain.test", zone -> zone.unsigned().record("api A 127.0.1.20"))
            .build());
  }

  private static EndpointPolicy policy(String host) {
    return TestInternet.policy(host).build();
  }

  @Test
  void aLostSignatureIsReportedAndAllowed() throws IOException {
    try (TestInternet internet = unsigned()) {
      try (TrustConnect trust =
          internet.trust().policies(policy(HOST), policy(OTHER)).latch(lock).build()) {
        assertThat(trust.names().resolve(HOST).addresses()).isNotEmpty();
        assertThat(trust.names().resolve(OTHER).addresses()).isNotEmpty();
      }
      assertThat(internet.events())
          .filteredOn(event -> event instanceof AuditEvent.Judged judged && isReported(judged))
          .singleElement()
          .satisfies(event -> assertThat(((AuditEvent.Judged) event).subject()).isEqualTo(HOST));
    }
  }

  private static boolean isReported(AuditEvent.Judged judged) {
    return judged.outcome() == AuditEvent.Outcome.REPORTED
        && judged.reason().orElseThrow() == Reason.POLICY_SECURE_REQUIRED;
  }

  @Test
  void aLostSignatureIsRefusedIfThatIsWanted() throws IOException {
    try (TestInternet internet = unsigned();
        TrustConnect trust =
            internet
                .trust()
                .policies(policy(HOST), policy(OTHER))
                .latch(lock, Dnssec.REQUIRE_SECURE)
                .build()) {
      assertThatThrownBy(() -> trust.names().resolve(HOST))
          .isInstanceOfSatisfying(
              UntrustedNameException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.POLICY_SECURE_REQUIRED));
      assertThat(trust.names().resolve(OTHER).addresses()).isNotEmpty();

      trust.replacePolicies(policy(HOST));
      assertThatThrownBy(() -> trust.names().resolve(HOST))
          .isInstanceOf(UntrustedNameException.class);
    }
  }

  @Test
  void aSecureHostIsAllowedAsBefore() throws IOException {
    try (TestInternet internet = TestInternet.usual();
        TrustConnect trust =
            internet.trust().policies(policy(HOST)).latch(lock, Dnssec.REQUIRE_SECURE).build()) {
      assertThat(trust.names().resolve(HOST).addresses()).isNotEmpty();
    }
  }

  /** Everything else that the policy says stays; {@code fingerprint} covers every setting. */
  @Test
  void onlyTheRuleForNamesChanges() {
    EndpointPolicy.Builder full =
        TestInternet.policy(HOST)
            .reportOnly()
            .pins(TestInternet.SPARE_PIN, TestInternet.OTHER_SPARE_PIN)
            .pinsExpire(LocalDate.of(2030, 1, 1))
            .aliasOwners("cdn.test")
            .requireBoundAddress()
            .requireFreshAnswers()
            .credentials("x-key")
            .credentialRule(EndpointPolicy.CredentialRule.STRIP)
            .identity("payments")
            .roots(TrustRoots.of(TestCa.create("Corp").certificate()))
            .peerId("spiffe://corp.example/api");
    HostName host = HostName.parse(HOST);
    PolicyBook book = PolicyBook.of(full.build()).withNames(List.of(host), Dnssec.REPORT_INSECURE);
    assertThat(book.policyFor(host).orElseThrow().fingerprint())
        .isEqualTo(full.dnssec(Dnssec.REPORT_INSECURE).build().fingerprint());
  }

  @Test
  void aWildcardStaysInForceForOtherHosts() {
    EndpointPolicy wildcard = TestInternet.policy("*.example.test").credentials("x-key").build();
    HostName host = HostName.parse(HOST);
    PolicyBook book = PolicyBook.of(wildcard).withNames(List.of(host), Dnssec.REQUIRE_SECURE);
    assertThat(book.policyFor(host).orElseThrow().dnssec()).isEqualTo(Dnssec.REQUIRE_SECURE);
    assertThat(book.policyFor(host).orElseThrow().credentials()).contains("x-key");
    assertThat(book.policyFor(HostName.parse("b.example.test"))).contains(wildcard);
    PolicyBook strict = PolicyBook.of(PolicyBook.Profile.STRICT, List.of());
    assertThat(strict.withNames(List.of(host), Dnssec.REQUIRE_SECURE).policyFor(host)).isEmpty();
  }

  @Test
  void aLatchThatCannotLatchIsRefused() throws IOException {
    TrustConnect.Builder builder = TrustConnect.builder();
    assertThatThrownBy(() -> builder.latch(lock, Dnssec.ALLOW_PROVEN_INSECURE))
        .isInstanceOf(IllegalArgumentException.class);
    Files.writeString(lock, "lock: 2\n");
    assertThatThrownBy(() -> builder.latch(lock)).isInstanceOf(LockFileException.class);
    assertThatThrownBy(() -> builder.latch(folder.resolve("none"))).isInstanceOf(IOException.class);
  }
}
