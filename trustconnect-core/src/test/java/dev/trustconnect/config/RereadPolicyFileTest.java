package dev.trustconnect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.upstream.DohUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A policy file that is read again: what of it takes effect, and what is reported instead. */
class RereadPolicyFileTest {
  private static final String HEALTHY =
      """
      version: 1
      profile: STANDARD
      upstreams: [{url: "https://192.0.2.53/dns-query", roots: doh.pem, label: first}]
      roots: ca.pem
      proxies: ["192.0.2.80:3128"]
      identities:
        payments: {pem: payments.pem}
      endpoints:
        - host: api.example.com
          roots: api.pem
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writePemFiles() throws IOException {
    for (String name : new String[] {"ca", "doh", "api"}) {
      TestCa.create(name).writePem(folder.resolve(name + ".pem"));
    }
    String identity = TestCa.create("Corp").client("payments").pem();
    Files.writeString(folder.resolve("payments.pem"), identity);
    Files.writeString(folder.resolve("other.pem"), identity);
  }

  private PolicyFile read(String text) throws IOException {
    return PolicyFile.read(Files.writeString(folder.resolve("policy.yaml"), text));
  }

  private Set<StartupSetting> reread(String before, String after) throws IOException {
    try (TrustConnect trust = TrustConnect.builder().file(read(before)).build()) {
      PolicyFile changed = read(after);
      Set<StartupSetting> waiting = trust.replacePolicies(changed);
      assertThat(trust.policies()).isEqualTo(changed.policies());
      return waiting;
    }
  }

  @Test
  void unchangedFileNeedsNoRestart() throws IOException {
    assertThat(reread(HEALTHY, HEALTHY)).isEmpty();
  }

  @Test
  void policiesAndProfileTakeEffectAtOnce() throws IOException {
    try (TrustConnect trust = TrustConnect.builder().file(read(HEALTHY)).build()) {
      String changed =
          HEALTHY.replace("STANDARD", "STRICT")
              + "  - host: other.example.com\n    mode: ENFORCE\n";
      assertThat(trust.replacePolicies(read(changed))).isEmpty();
      assertThat(trust.policies().profile()).isEqualTo(Profile.STRICT);
      assertThat(trust.policies().policies()).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://192.0.2.53/dns-query | https://192.0.2.54/dns-query | UPSTREAMS",
        "'label: first'               | 'label: second'              | UPSTREAMS",
        "', roots: doh.pem'           | ''                           | UPSTREAMS",
        "'roots: doh.pem'             | 'roots: api.pem'             | UPSTREAMS",
        "'roots: ca.pem'              | 'roots: api.pem'             | ROOTS",
        "'roots: ca.pem'              | ''                           | ROOTS",
        "192.0.2.80:3128              | 192.0.2.80:3129              | PROXIES",
        "'proxies:'                   | '# proxies:'                 | PROXIES",
        "'{pem: payments.pem}'        | '{pem: other.pem}'           | IDENTITIES",
        "'payments: {'                | 'reports: {'                 | IDENTITIES"
      })
  void changeThatNeedsARestartIsReported(String from, String to, StartupSetting setting)
      throws IOException {
    assertThat(HEALTHY).contains(from);
    assertThat(reread(HEALTHY, HEALTHY.replace(from, to))).containsExactly(setting);
    assertThat(reread(HEALTHY.replace(from, to), HEALTHY)).containsExactly(setting);
  }

  @Test
  void everyChangeIsReportedTogether() throws IOException {
    assertThat(reread(HEALTHY, "version: 1\nupstreams: [QUAD9]\n"))
        .containsExactlyInAnyOrder(StartupSetting.values());
  }

  /** The text is the same; what it names isn't. */
  @Test
  void otherCertificatesInTheSameFileAreAChange() throws IOException {
    try (TrustConnect trust = TrustConnect.builder().file(read(HEALTHY)).build()) {
      TestCa.create("another").writePem(folder.resolve("ca.pem"));
      assertThat(trust.replacePolicies(read(HEALTHY))).containsExactly(StartupSetting.ROOTS);
      TestCa.create("another").writePem(folder.resolve("doh.pem"));
      assertThat(trust.replacePolicies(read(HEALTHY)))
          .containsExactly(StartupSetting.UPSTREAMS, StartupSetting.ROOTS);
    }
  }

  @Test
  void changeIsReportedAtEveryReadingUntilTheRestart() throws IOException {
    try (TrustConnect trust = TrustConnect.builder().file(read(HEALTHY)).build()) {
      PolicyFile changed = read(HEALTHY.replace("3128", "3129"));
      assertThat(trust.replacePolicies(changed)).containsExactly(StartupSetting.PROXIES);
      assertThat(trust.replacePolicies(changed)).containsExactly(StartupSetting.PROXIES);
      assertThat(trust.replacePolicies(read(HEALTHY))).isEmpty();
    }
  }

  @Test
  void upstreamsOfTheApplicationItselfAreNotComparedWithTheFile() throws IOException {
    PolicyFile file = read(HEALTHY);
    try (TrustConnect trust =
        TrustConnect.builder().file(file).upstreams(DohUpstream.QUAD9).build()) {
      assertThat(trust.replacePolicies(file)).isEmpty();
    }
  }

  @Test
  void withoutAFileThereIsNothingToCompareWith() throws IOException {
    PolicyFile file = read(HEALTHY);
    try (TrustConnect trust = TrustConnect.builder().upstreams(DohUpstream.QUAD9).build()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> trust.replacePolicies(file))
          .withMessageContaining("file.policies()");
      assertThat(trust.policies().policies()).isEmpty();
    }
  }
}
