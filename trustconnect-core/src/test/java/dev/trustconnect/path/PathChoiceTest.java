package dev.trustconnect.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.testing.HostileCertificate;
import dev.trustconnect.testing.TestCa;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

/** Which of several paths is taken: never a matter of the order in which they were served. */
class PathChoiceTest {
  private static final String HOST = "api.example.test";
  private static final PeerName PEER = PeerName.of(HostName.parse(HOST));
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static PathOutcome build(TrustRoots roots, List<X509Certificate> served, Pin pin) {
    return PathBuilder.to(roots).preferring(pin::wouldBeIn).build(PEER, served, "UNKNOWN", NOW);
  }

  private static VerifiedPath verified(PathOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(PathOutcome.Verified.class);
    return ((PathOutcome.Verified) outcome).path();
  }

  /** The leaf first, the rest in an order of its own. */
  private static List<X509Certificate> shuffled(List<X509Certificate> served, int seed) {
    List<X509Certificate> rest = new ArrayList<>(served.subList(1, served.size()));
    Collections.shuffle(rest, new Random(seed));
    rest.add(0, served.get(0));
    return rest;
  }

  private static List<X509Certificate> certificates(List<TestCa> authorities) {
    return authorities.stream().map(TestCa::certificate).toList();
  }

  /** One issuer, signed by nine roots that are all trusted: ten certificates. */
  @Test
  void pinOfAnyOfNineRootsIsFoundInAnyOrder() {
    TestCa issuer = TestCa.create("Issuer");
    List<TestCa> roots = new ArrayList<>();
    List<X509Certificate> served = new ArrayList<>(issuer.server(HOST).chain());
    for (int i = 0; i < 9; i++) {
      roots.add(TestCa.create("Root " + i));
      served.add(issuer.crossSigned(roots.get(i)));
    }
    TrustRoots trusted = TrustRoots.of(certificates(roots));

    assertThat(served).hasSize(10);
    for (int i = 0; i < roots.size(); i++) {
      Pin pin = SpkiPin.of(roots.get(i).certificate());
      for (int seed = 0; seed < 5; seed++) {
        assertThat(verified(build(trusted, shuffled(served, seed), pin)).root())
            .isEqualTo(roots.get(i).certificate());
      }
    }
  }

  /** Three authorities that signed each other, above one issuer: ten certificates again. */
  @Test
  void pinOfAnAuthorityThatIsCrossSignedIsFoundInAnyOrder() {
    TestCa issuer = TestCa.create("Issuer");
    List<TestCa> authorities = List.of(TestCa.create("A"), TestCa.create("B"), TestCa.create("C"));
    List<X509Certificate> served = new ArrayList<>(issuer.server(HOST).chain());
    for (TestCa authority : authorities) {
      served.add(issuer.crossSigned(authority));
      for (TestCa other : authorities) {
        if (other != authority) {
          served.add(authority.crossSigned(other));
        }
      }
    }
    assertThat(served).hasSize(10);

    for (TestCa root : authorities) {
      TrustRoots trusted = TrustRoots.of(root.certificate());
      for (TestCa pinned : authorities) {
        Pin pin = SpkiPin.of(pinned.certificate()).at(Pin.Level.ISSUER);
        for (int seed = 0; seed < 5; seed++) {
          assertThat(pin.isIn(verified(build(trusted, shuffled(served, seed), pin)))).isTrue();
        }
      }
    }
  }

  /** Without a wish too: what evidence shows doesn't change from one handshake to the next. */
  @Test
  void samePathIsTakenInAnyOrder() {
    TestCa issuer = TestCa.create("Issuer");
    List<TestCa> roots = List.of(TestCa.create("One"), TestCa.create("Two"), TestCa.create("Six"));
    List<X509Certificate> served = new ArrayList<>(issuer.server(HOST).chain());
    roots.forEach(root -> served.add(issuer.crossSigned(root)));
    PathBuilder builder = PathBuilder.to(TrustRoots.of(certificates(roots)));

    List<X509Certificate> first =
        verified(builder.build(PEER, served, "UNKNOWN", NOW)).certificates();
    for (int seed = 0; seed < 10; seed++) {
      assertThat(
              verified(builder.build(PEER, shuffled(served, seed), "UNKNOWN", NOW)).certificates())
          .isEqualTo(first);
    }
  }

  @Test
  void pathThatHoldsThePinButDoesNotVerifyIsNotTaken() {
    TestCa root = TestCa.create("Root");
    TestCa pinned = TestCa.create("Pinned");
    TestCa issuer = root.intermediate("Issuer");
    X509Certificate expired =
        pinned
            .odd()
            .authority("Issuer", -1)
            .keyOf(issuer.keys())
            .to(NOW.minusSeconds(1))
            .issuing()
            .certificate();
    List<X509Certificate> served = issuer.server(HOST).with(expired).chain();
    TrustRoots both = TrustRoots.of(root.certificate(), pinned.certificate());
    Pin pin = SpkiPin.of(pinned.certificate());

    assertThat(verified(build(both, served, pin)).root()).isEqualTo(root.certificate());
    assertThat(build(TrustRoots.of(pinned.certificate()), served, pin))
        .isInstanceOfSatisfying(
            PathOutcome.Broken.class,
            broken -> assertThat(broken.finding().reason()).isEqualTo(Reason.PATH_EXPIRED));
  }

  /** Nine ways that don't hold, before or behind the one that does. */
  @Test
  void validPathIsFoundAmongManyInvalidOnes() {
    TestCa root = TestCa.create("Root");
    TestCa issuer = root.intermediate("Issuer");
    List<X509Certificate> served = new ArrayList<>(issuer.server(HOST).chain());
    while (served.size() < 10) {
      served.add(
          root.odd()
              .authority("Issuer", -1)
              .keyOf(issuer.keys())
              .onlyFor("elsewhere.test")
              .issuing()
              .certificate());
    }
    for (int seed = 0; seed < 10; seed++) {
      VerifiedPath path =
          verified(
              PathBuilder.to(TrustRoots.of(root.certificate()))
                  .build(PEER, shuffled(served, seed), "UNKNOWN", NOW));
      assertThat(path.certificates()).contains(issuer.certificate());
    }
  }

  /** The server's own certificate may be a root, and so may its issuer. */
  @Test
  void pinOfTheIssuerIsFoundThoughTheServersCertificateIsARootToo() {
    TestCa root = TestCa.create("Root");
    TestCa.Identity server = root.server(HOST);
    TrustRoots both = TrustRoots.of(server.certificate(), root.certificate());
    Pin issuer = SpkiPin.of(root.certificate()).at(Pin.Level.ISSUER);
    Pin leaf = SpkiPin.of(server.certificate());

    assertThat(verified(build(both, server.chain(), issuer)).certificates()).hasSize(2);
    assertThat(verified(build(both, server.chain(), leaf)).certificates()).hasSize(1);
  }

  // RFC 5280 §6.1.3(b): an authority's certificate for itself is exempt from name constraints.

  private static TestCa rekeyed(TestCa authority, String name) {
    return authority.odd().authority(name, -1).issuing();
  }

  @Test
  void certificateThatTheRootIssuedToItselfIsExemptFromItsConstraints() {
    TestCa top = TestCa.create("Top");
    TestCa narrow = constrained(top, "Narrow");
    TestCa next = rekeyed(narrow, "Narrow");

    TrustRoots asRoot = TrustRoots.of(narrow.certificate());
    TrustRoots below = TrustRoots.of(top.certificate());
    for (TrustRoots roots : List.of(asRoot, below)) {
      PathBuilder builder = PathBuilder.to(roots);
      verified(builder.build(PEER, next.server(HOST).chain(), "UNKNOWN", NOW));
      for (List<X509Certificate> outside :
          List.of(
              rekeyed(narrow, "Other").server(HOST).chain(),
              next.server(HOST, "api.plain.test").chain())) {
        assertThat(builder.build(PEER, outside, "UNKNOWN", NOW))
            .isInstanceOfSatisfying(
                PathOutcome.Broken.class,
                broken ->
                    assertThat(broken.finding().reason()).isEqualTo(Reason.PATH_CONSTRAINT_BROKEN));
      }
    }
  }

  /** Permits hosts of example.test, and directory names below one that none of these has. */
  private static TestCa constrained(TestCa issuer, String name) {
    return HostileCertificate.authority(issuer, name)
        .extension(
            Extension.nameConstraints,
            true,
            new NameConstraints(
                new GeneralSubtree[] {subtree(2, "example.test"), subtree(4, "CN=loopback server")},
                null))
        .issuing();
  }

  private static GeneralSubtree subtree(int tag, String name) {
    return new GeneralSubtree(new GeneralName(tag, name));
  }
}
