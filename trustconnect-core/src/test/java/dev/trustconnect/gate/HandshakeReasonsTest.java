package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.CertificatePin;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reason to refuse a handshake, provoked over a real connection, beside its healthy twin: the
 * same host, policy and client with an honest certificate.
 */
class HandshakeReasonsTest {
  private static final String HOST = "api.example.test";
  private static final String SPARE = TestInternet.SPARE_PIN.toString();

  private static final TestCa PRIVATE = TestCa.create("Private");

  /**
   * A certificate that is wrong for {@link #HOST}, or for the policy; and one that is right for
   * both.
   *
   * @param policy what is wanted, given both
   */
  private record Harm(
      String name,
      Reason reason,
      Function<TestCa, TestCa.Identity> identity,
      Function<TestCa, TestCa.Identity> twin,
      Wanted policy) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Wanted {
    EndpointPolicy.Builder of(
        EndpointPolicy.Builder policy, TestCa.Identity wrong, TestCa.Identity honest);
  }

  private static Harm certificate(
      String name, Reason reason, Function<TestCa, TestCa.Identity> identity) {
    return new Harm(
        name, reason, identity, ca -> ca.server(HOST), (policy, wrong, honest) -> policy);
  }

  private static Harm pin(String name, Function<TestCa.Identity, Pin> pin) {
    return new Harm(
        name,
        Reason.PIN_NOT_IN_PATH,
        ca -> ca.server(HOST),
        ca -> ca.server(HOST),
        (policy, wrong, honest) ->
            policy
                .pins(pin.apply(honest), SpkiPin.parse(SPARE))
                .pinsExpire(LocalDate.parse("2030-01-01")));
  }

  private static final List<Harm> HARMS =
      List.of(
          certificate("self-signed", Reason.PATH_SELF_SIGNED, ca -> TestCa.selfSigned(HOST)),
          certificate(
              "of an unknown authority",
              Reason.PATH_ISSUER_UNKNOWN,
              ca -> TestCa.create("Unknown CA").server(HOST)),
          certificate(
              "under an unknown root's intermediate",
              Reason.PATH_ISSUER_UNKNOWN,
              ca -> TestCa.create("Unknown CA").intermediate("Unknown Issuer").server(HOST)),
          certificate(
              "signed by an impostor of the authority",
              Reason.PATH_SIGNATURE_INVALID,
              ca -> ca.odd(HOST).forgedBy(TestCa.create("Impostor")).identity()),
          certificate("expired", Reason.PATH_EXPIRED, ca -> ca.expiredServer(HOST)),
          certificate(
              "of an expired authority",
              Reason.PATH_EXPIRED,
              ca ->
                  ca.odd()
                      .authority("Old Issuer", -1)
                      .to(Instant.parse("2020-01-01T00:00:00Z"))
                      .issuing()
                      .server(HOST)),
          certificate(
              "not valid yet",
              Reason.PATH_NOT_YET_VALID,
              ca -> ca.odd(HOST).from(Instant.parse("2100-01-01T00:00:00Z")).identity()),
          certificate(
              "with a weak key",
              Reason.PATH_KEY_WEAK,
              ca -> ca.odd(HOST).key("RSA", 1024).identity()),
          certificate(
              "signed with SHA-1",
              Reason.PATH_HASH_WEAK,
              ca -> ca.odd(HOST).signedWith("SHA1withECDSA").identity()),
          certificate(
              "of an authority with names that can't be read", // Jetty starts with no such leaf
              Reason.PATH_MALFORMED,
              ca ->
                  ca.odd()
                      .authority("Garbled Names", -1)
                      .garbled("2.5.29.17")
                      .issuing()
                      .server(HOST)),
          certificate(
              "with purposes that can't be read",
              Reason.PATH_MALFORMED,
              ca -> ca.odd(HOST).purposes().garbled("2.5.29.37").identity()),
          certificate(
              "with a key usage that can't be read",
              Reason.PATH_MALFORMED,
              ca -> ca.odd(HOST).keyUsage(0).garbled("2.5.29.15").identity()),
          certificate(
              "of an authority whose constraints can't be read",
              Reason.PATH_MALFORMED,
              ca ->
                  ca.odd()
                      .authority("Garbled Issuer", -1)
                      .garbled("2.5.29.30")
                      .issuing()
                      .server(HOST)),
          certificate(
              "beside a key too large to be checked in time",
              Reason.PATH_TOO_LONG,
              ca -> ca.server(HOST).with(ca.odd().hugeKey(16_384).identity().certificate())),
          certificate("in a maze of issuers of one name", Reason.PATH_ISSUER_UNKNOWN, ca -> maze()),
          certificate(
              "for clients",
              Reason.PATH_PURPOSE_NOT_SERVER,
              ca -> ca.odd(HOST).purposes(KeyPurposeId.id_kp_clientAuth).identity()),
          certificate(
              "for any purpose, which names none",
              Reason.PATH_PURPOSE_NOT_SERVER,
              ca -> ca.odd(HOST).purposes(KeyPurposeId.anyExtendedKeyUsage).identity()),
          certificate(
              "of an authority for clients",
              Reason.PATH_PURPOSE_NOT_SERVER,
              ca ->
                  ca.odd()
                      .authority("Client Issuer", -1)
                      .purposes(KeyPurposeId.id_kp_clientAuth)
                      .issuing()
                      .server(HOST)),
          certificate(
              "of a server that may not issue",
              Reason.PATH_CONSTRAINT_BROKEN,
              ca -> ca.odd("other.example.test").issuing().server(HOST)),
          certificate(
              "of an authority without basic constraints",
              Reason.PATH_CONSTRAINT_BROKEN,
              ca ->
                  ca.odd()
                      .authority("Silent Issuer", -1)
                      .withoutBasicConstraints()
                      .issuing()
                      .server(HOST)),
          certificate(
              "of an authority whose key may not sign certificates",
              Reason.PATH_CONSTRAINT_BROKEN,
              ca ->
                  ca.odd()
                      .authority("Wrong Key Issuer", -1)
                      .keyUsage(KeyUsage.digitalSignature)
                      .issuing()
                      .server(HOST)),
          certificate(
              "below more authorities than allowed",
              Reason.PATH_CONSTRAINT_BROKEN,
              ca ->
                  ca.odd()
                      .authority("Last Issuer", 0)
                      .issuing()
                      .intermediate("Beyond")
                      .server(HOST)),
          certificate(
              "of an authority for other names",
              Reason.PATH_CONSTRAINT_BROKEN,
              ca ->
                  ca.odd()
                      .authority("Elsewhere Issuer", -1)
                      .onlyFor("elsewhere.test")
                      .issuing()
                      .server(HOST)),
          certificate(
              "with a critical extension nobody knows",
              Reason.PATH_CONSTRAINT_BROKEN,
              ca -> ca.odd(HOST).criticalExtension("1.2.3.4.5").identity()),
          certificate(
              "for another host", Reason.PATH_NAME_MISMATCH, ca -> ca.server("other.example.test")),
          certificate(
              "with its name in the common name",
              Reason.PATH_NAME_MISMATCH,
              ca -> ca.commonNameOnly(HOST)),
          certificate(
              "for all of a top-level domain",
              Reason.PATH_NAME_MISMATCH,
              ca -> ca.server("*.test")),
          certificate(
              "with a wildcard inside a label",
              Reason.PATH_NAME_MISMATCH,
              ca -> ca.server("a*.example.test")),
          certificate("for its address", Reason.PATH_NAME_MISMATCH, ca -> ca.server("127.0.1.10")),
          pin("another key pinned", honest -> SpkiPin.of(honest.certificate())),
          pin("another certificate pinned", honest -> CertificatePin.of(honest.certificate())),
          new Harm(
              "the leaf's key pinned as issuer's",
              Reason.PIN_NOT_IN_PATH,
              ca -> ca.server(HOST),
              ca -> ca.server(HOST),
              (policy, wrong, honest) ->
                  policy
                      .pins(
                          SpkiPin.of(wrong.certificate()).at(Pin.Level.ISSUER),
                          SpkiPin.of(honest.certificate()).at(Pin.Level.LEAF))
                      .pinsExpire(LocalDate.parse("2030-01-01"))),
          new Harm(
              "private roots wanted",
              Reason.PATH_ISSUER_UNKNOWN,
              ca -> ca.server(HOST),
              ca -> PRIVATE.server(HOST),
              (policy, wrong, honest) -> policy.roots(TrustRoots.of(PRIVATE.certificate()))));

  /** Each of the issuers could have signed each other one: more ways than anyone should walk. */
  private static TestCa.Identity maze() {
    TestCa maze = TestCa.create("Maze");
    TestCa.Identity server = maze.server(HOST);
    for (int i = 0; i < 9; i++) {
      server = server.with(maze.crossSigned(maze));
    }
    return server;
  }

  static Set<Reason> reasons() {
    return HARMS.stream().map(Harm::reason).collect(Collectors.toSet());
  }

  static Stream<Arguments> harmsByVersion() {
    List<Arguments> all = new ArrayList<>();
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      HARMS.forEach(harm -> all.add(Arguments.of(version, harm)));
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("harmsByVersion")
  void refusesForThisReasonAndTakesTheHealthyTwin(String version, Harm harm) throws Exception {
    TestInternet internet = TestInternet.usual();
    TestCa.Identity honest = harm.twin().apply(internet.ca());
    TestCa.Identity wrong = harm.identity().apply(internet.ca());
    EndpointPolicy policy = harm.policy().of(TestInternet.policy(HOST), wrong, honest).build();

    try (TlsPeer peer = TlsPeer.builder(wrong).protocols(version).start();
        TrustConnect trust = internet.trust().policy(policy).build()) {
      Throwable thrown = catchThrowable(() -> asked(trust, peer.port()));

      assertThat(TrustRefusal.in(thrown)).as("%s", thrown).isPresent();
      TrustRefusal refusal = TrustRefusal.in(thrown).get();
      assertThat(refusal.reason()).as("%s", refusal).isEqualTo(harm.reason());
      assertThat(refusal.getMessage())
          .startsWith("refused " + HOST + ":" + peer.port() + " [" + harm.reason().code() + "]")
          .contains("; wanted ");
      peer.awaitNoConnection();
      assertThat(peer.requests()).isEmpty();
    }
    try (TlsPeer peer = TlsPeer.builder(honest).protocols(version).start();
        TrustConnect trust = internet.trust().policy(policy).build()) {
      assertThat(asked(trust, peer.port()).path().matchedName()).isEqualTo(HOST);
      assertThat(peer.requests()).hasSize(1);
    }
  }

  /** Connects and asks for something, which a peer that is refused never hears. */
  private static Evidence asked(TrustConnect trust, int port) throws IOException {
    try (SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, port)) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      return Evidence.of(socket.getSession()).orElseThrow();
    }
  }
}
