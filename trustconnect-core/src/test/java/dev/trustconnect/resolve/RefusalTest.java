package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class RefusalTest {
  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  private final TrustedResolver resolver = resolver(time, upstream).build();

  private UntrustedNameException refusal(String host) {
    UntrustedNameException refused =
        catchThrowableOfType(UntrustedNameException.class, () -> resolver.resolve(host));
    assertThat(refused).as(host).isInstanceOf(UnknownHostException.class);
    assertThat(refused.getMessage())
        .startsWith("refused ")
        .contains(" [" + refused.reason().code() + "]: seen ", "; wanted ");
    return refused;
  }

  @Test
  void secureHostYieldsBothKindsByTurns() throws Exception {
    Resolution resolution = resolver.resolve("WWW.example.test.");

    assertThat(resolution.addresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.1", "192.0.2.2");
    assertThat(resolution.addresses())
        .extracting(InetAddress::getHostName)
        .containsOnly("www.example.test");
    assertThat(resolution.verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(resolution.validUntil()).isEqualTo(SignedWorld.NOW.plusSeconds(3600));
    assertThat(resolution.host()).hasToString("www.example.test");
  }

  @Test
  void insecureHostIsAllowedWithItsVerdict() throws Exception {
    Resolution resolution = resolver.resolve("www.plain.test");

    assertThat(resolution.verdict()).isInstanceOf(Verdict.Insecure.class);
    assertThat(resolution.addresses()).hasSize(1);
  }

  @Test
  void aliasShowsItsHops() throws Exception {
    Resolution resolution = resolver.resolve("away.example.test");

    assertThat(resolution.hops())
        .extracting(Hop::kind)
        .containsExactly(Hop.Kind.CNAME, Hop.Kind.POSITIVE);
    assertThat(resolution.addresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("2001:db8:0:0:0:0:0:6", "198.51.100.1");
  }

  @Test
  void bogusIsRefusedEvenIfTheOtherKindIsSecure() {
    upstream.world(WORLD.harm(Harm.expire("www.example.test", Type.AAAA)));

    UntrustedNameException refused = refusal("www.example.test");

    assertThat(refused.reason()).isEqualTo(Reason.SIGNATURE_EXPIRED);
    assertThat(refused.verdict()).containsInstanceOf(Verdict.Bogus.class);
    assertThat(refused.refused()).isEqualTo("www.example.test");
  }

  @Test
  void failedQuestionIsNotTakenForAbsence() {
    upstream.world(WORLD.harm(Harm.rcode("text.example.test", Type.A, Rcode.SERVFAIL)));

    UntrustedNameException refused = refusal("text.example.test");

    assertThat(refused.reason()).isEqualTo(Reason.UPSTREAM_RCODE);
    assertThat(refused.verdict()).containsInstanceOf(Verdict.Indeterminate.class);
  }

  @Test
  void absentAddressesAreRefusedWithTheirReason() throws Exception {
    assertThat(refusal("text.example.test").reason()).isEqualTo(Reason.ADDRESS_NONE);
    assertThat(refusal("nothing.example.test").reason()).isEqualTo(Reason.NAME_DOES_NOT_EXIST);
    assertThat(refusal("nothing.example.test").verdict()).containsInstanceOf(Verdict.Secure.class);
    assertThat(resolver.resolve("only4.example.test").addresses()).hasSize(1);
  }

  @Test
  void specialPurposeAddressIsRefusedUnlessAllowed() throws Exception {
    UntrustedNameException refused = refusal("inside.example.test");
    assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_SPECIAL_PURPOSE);
    assertThat(refused).hasMessageContaining("10.1.2.3 in 10.0.0.0/8 (Private-Use, RFC 1918)");
    assertThat(refusal("in.plain.test").reason()).isEqualTo(Reason.ADDRESS_SPECIAL_PURPOSE);

    TrustedResolver lenient =
        resolver(time, upstream)
            .addressRules(AddressRules.PUBLIC_ONLY.allowing("10.1.2.0/24"))
            .build();
    assertThat(lenient.resolve("inside.example.test").addresses())
        .containsExactly(InetAddress.getByAddress(new byte[] {10, 1, 2, 3}));
  }

  @Test
  void mappedAddressIsReportedAsInTheRecord() {
    UntrustedNameException refused = refusal("mapped.example.test");
    assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_SPECIAL_PURPOSE);
    assertThat(refused).hasMessageContaining("::ffff:0:0/96");
  }

  @Test
  void lookupReportsFindingsAndRefusesNothing() {
    Lookup lookup = resolver.lookup(a("inside.example.test"));

    assertThat(lookup.answer().verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(lookup.addressFindings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.range()).isEqualTo("10.0.0.0/8");
              assertThat(finding.reason()).isEqualTo(Reason.ADDRESS_SPECIAL_PURPOSE);
            });
    assertThat(resolver.lookup(question("text.example.test", Type.TXT)).addressFindings())
        .isEmpty();
    assertThat(resolver.lookup(question(".", Type.DNSKEY)).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);
  }

  @Test
  void textThatIsNoHostNameIsRefusedWithoutAQuestion() {
    for (String text : new String[] {"127.1", "[::1]", "under_score.example.test", "", "a b"}) {
      UntrustedNameException refused = refusal(text);
      assertThat(refused.reason()).isEqualTo(Reason.NAME_NOT_A_HOST);
      assertThat(refused.verdict()).isEmpty();
    }
    CompletableFuture<Resolution> future = resolver.resolveAsync("127.1");
    assertThat(future).isCompletedExceptionally();
    assertThat(upstream.asked()).isEmpty();
  }

  @Test
  void resolverWithoutAnUpstreamIsNotBuilt() {
    assertThatThrownBy(() -> TrustedResolver.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("upstreams");
  }
}
