package dev.trustconnect.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/** Who is believed to be the server (RFC 5280, RFC 9525, pins). */
public abstract class DohTlsContract extends DohContract {
  private final TestCa ca = TestCa.create("Another Test CA");

  @ParameterizedTest
  @ValueSource(strings = {"doh.test", "DOH.test.", "api.wild.test"})
  void serverByNameIsReachedAtItsBootstrapAddress(String host) {
    DnsExchange byName = open(named(doh, host));

    assertAnswers(byName);
    String sent = host.equals("DOH.test.") ? "doh.test" : host;
    assertThat(doh.requests().get(0).serverName()).isEqualTo(sent);
  }

  @Test
  void serverByAddressIsSentNoName() {
    assertAnswers(exchange);

    assertThat(doh.requests().get(0).serverName()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"other.test", "wild.test", "a.b.wild.test", "test", "xdoh.test", "doh.test.test"})
  void certificateForAnotherNameIsRefused(String host) {
    DnsExchange byName = open(named(doh, host));

    assertThat(assertFails(byName.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_TLS))
        .hasMessageContaining("wanted a certificate for " + host);
    assertThat(doh.questions()).isEmpty();
  }

  @Test
  void certificateForAnotherAddressIsRefused() {
    assertRefusedByAddress(ca.server("127.0.0.2", "::1"));
  }

  @Test
  void addressWrittenAsANameIsRefused() {
    assertRefusedByAddress(ca.commonNameOnly("127.0.0.1"));
  }

  @Test
  void nameOnlyInTheCommonNameIsRefused() {
    LoopbackDoh server = serving(ca.commonNameOnly("doh.test"));

    assertFails(open(named(server, "doh.test")).ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_TLS);
  }

  @Test
  void wildcardBelowATopLevelDomainIsRefused() {
    LoopbackDoh server = serving(ca.server("*.test"));

    assertFails(open(named(server, "doh.test")).ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_TLS);
  }

  /** Whose key could otherwise be every server's. */
  @Test
  void certificateThatIsNoAuthorityIssuesForNoServer() {
    TestCa own = ca.odd("doh.test").issuing();
    LoopbackDoh server = serving(own.server("127.0.0.1"));
    LoopbackDoh itself = serving(ca.server("127.0.0.1"));

    assertFails(
        open(DohUpstream.builder(server.url()).roots(TrustRoots.of(own.certificate())))
            .ask(WWW, Type.A, PLENTY),
        Reason.UPSTREAM_TLS);
    assertThat(server.questions()).isEmpty();
    assertAnswers(open(DohUpstream.builder(itself.url()).roots(TrustRoots.of(ca.certificate()))));
  }

  @Test
  void unknownAuthorityIsRefused() {
    DnsExchange mistaken =
        open(DohUpstream.builder(doh.url()).roots(TrustRoots.of(ca.certificate())));

    assertFails(mistaken.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_TLS);
    assertThat(doh.questions()).isEmpty();
  }

  @Test
  void authorityUnknownToTheRuntimeIsRefused() {
    DnsExchange plain = open(DohUpstream.builder(doh.url()));

    assertFails(plain.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_TLS);
    assertThat(doh.questions()).isEmpty();
  }

  @Test
  void expiredCertificateIsRefused() {
    assertRefusedByAddress(ca.expiredServer("127.0.0.1"));
  }

  @Test
  void certificateForClientsIsRefused() {
    assertRefusedByAddress(ca.client("127.0.0.1"));
  }

  @Test
  void serverBelowAnIntermediateIsBelieved() {
    LoopbackDoh server = serving(ca.intermediate("Intermediate").server("127.0.0.1"));

    assertAnswers(open(DohUpstream.builder(server.url()).roots(TrustRoots.of(ca.certificate()))));
  }

  @Test
  void authorityMayComeFromAFile(@TempDir Path directory) throws IOException {
    Path pem = doh.ca().writePem(directory.resolve("ca.pem"));

    assertAnswers(open(DohUpstream.builder(doh.url()).roots(TrustRoots.fromPem(pem))));
  }

  @Test
  void pinOfTheServerOrOfItsAuthorityIsEnough() {
    TestCa below = ca.intermediate("Intermediate");
    TestCa.Identity identity = below.server("127.0.0.1");
    LoopbackDoh server = serving(identity);

    assertAnswers(open(pinned(server, TestCa.pin(identity.certificate()))));
    assertAnswers(open(pinned(server, TestCa.pin(below.certificate()))));
    assertAnswers(open(pinned(server, TestCa.pin(ca.certificate()))));
  }

  @Test
  void pathWithoutAPinnedKeyIsRefused() {
    LoopbackDoh server = serving(ca.server("127.0.0.1"));

    DnsExchange pinned = open(pinned(server, TestCa.pin(doh.ca().certificate())));

    assertThat(assertFails(pinned.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_PIN))
        .hasMessageContaining(TestCa.pin(doh.ca().certificate()));
    assertThat(server.questions()).isEmpty();
  }

  @Test
  void pinnedCertificateThatOnlyTravelsAlongDoesNotCount() {
    TestCa.Identity wanted = doh.ca().server("127.0.0.1");
    LoopbackDoh server = serving(ca.server("127.0.0.1").with(wanted.certificate()));

    assertAnswers(open(DohUpstream.builder(server.url()).roots(TrustRoots.of(ca.certificate()))));
    assertFails(
        open(pinned(server, TestCa.pin(wanted.certificate()))).ask(WWW, Type.A, PLENTY),
        Reason.UPSTREAM_PIN);
  }

  private DohUpstream.Builder pinned(LoopbackDoh server, String pin) {
    return DohUpstream.builder(server.url())
        .roots(TrustRoots.of(ca.certificate()))
        .pins(Pin.parse(pin));
  }

  private static DohUpstream.Builder named(LoopbackDoh server, String host) {
    return DohUpstream.builder(server.url(host))
        .bootstrap("127.0.0.1")
        .roots(TrustRoots.of(server.ca().certificate()));
  }

  private LoopbackDoh serving(TestCa.Identity identity) {
    return started(LoopbackDoh.start(DohContract::answer, ca, identity));
  }

  private void assertRefusedByAddress(TestCa.Identity identity) {
    LoopbackDoh server = serving(identity);
    DnsExchange asked =
        open(DohUpstream.builder(server.url()).roots(TrustRoots.of(ca.certificate())));

    assertFails(asked.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_TLS);
    assertThat(server.questions()).isEmpty();
  }
}
