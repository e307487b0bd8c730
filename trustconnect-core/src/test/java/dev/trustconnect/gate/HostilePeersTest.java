package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.CertificateMaze;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.DirectSockets;
import dev.trustconnect.testing.HalfOpenPeer;
import dev.trustconnect.testing.HalfOpenPeer.Manner;
import dev.trustconnect.testing.HostileCertificate;
import dev.trustconnect.testing.OddBytes;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that burn a client's time, never finish a handshake, or change who they are. The time limit
 * is a net for what never ends.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostilePeersTest {
  private static final String HOST = "api.example.test";
  private static final String TWIN = "twin.example.test"; // at the same address
  private static final String OTHER = "other.example.test";
  private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");
  private static final int SOON_MILLIS = 300;
  private static final byte[] GARBLED = {0x30, 0x02, 0x05};

  private final TestInternet internet = TestInternet.usual();
  private final TestCa ca = internet.ca();

  private TrustConnect trust(EndpointPolicy... policies) {
    TrustConnect.Builder builder = internet.trust();
    for (EndpointPolicy policy : policies) {
      builder.policy(policy);
    }
    return builder.build();
  }

  private static EndpointPolicy open(String host) {
    return TestInternet.policy(host).build();
  }

  private static EndpointPolicy pinned(String host, TestCa.Identity identity) {
    return TestInternet.policy(host)
        .pins(SpkiPin.of(identity.certificate()), TestInternet.SPARE_PIN)
        .pinsExpire(LocalDate.parse("2030-01-01"))
        .build();
  }

  private static void refused(Reason reason, Throwable thrown) {
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  private static SSLSocket socket(TrustConnect trust, String host, int port, String version)
      throws IOException {
    SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(host, port);
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }

  private static void ask(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
  }

  private static Evidence evidence(SSLSocket socket) {
    return Evidence.of(socket.getSession()).orElseThrow();
  }

  // Certificates.

  /**
   * A certificate that is refused for a reason of ours; or by JSSE before it asks us, if there is
   * none.
   */
  private record Harm(
      String name, @Nullable Reason reason, Function<TestCa, TestCa.Identity> identity) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Harm> HARMS =
      List.of(
          new Harm("a chain of 100", null, ca -> CertificateMaze.line(ca, 99, HOST)),
          new Harm("a maze of ten levels", null, ca -> CertificateMaze.of(ca, 10, 3, HOST)),
          new Harm(
              "a maze in which every walk is valid and none leads out",
              Reason.PATH_ISSUER_UNKNOWN,
              ca -> CertificateMaze.ofOneKey(TestCa.create("Nobody"), 8, false, HOST)),
          new Harm(
              "10,000 names, the last one ours",
              null,
              ca -> HostileCertificate.bare(ca).names(names(10_000, HOST)).identity()),
          new Harm(
              "3,000 names, none ours, which JSSE takes",
              Reason.PATH_NAME_MISMATCH,
              ca -> HostileCertificate.bare(ca).names(names(3_000, "x.test")).identity()),
          new Harm(
              "two authorities with 1,400 permitted subtrees each",
              Reason.PATH_TOO_LONG,
              ca -> permitting(permitting(ca, 1_400, ".a"), 1_400, ".b").server(HOST)),
          new Harm(
              "a wildcard over a host that its authority may not issue for",
              Reason.PATH_CONSTRAINT_BROKEN,
              ca -> excluding(ca, HOST).server("*.example.test")),
          new Harm(
              "an authority that may issue for no host",
              Reason.PATH_CONSTRAINT_BROKEN,
              ca -> excluding(ca, "").server(HOST)),
          new Harm(
              "names twice, one of them unreadable",
              Reason.PATH_MALFORMED,
              ca ->
                  HostileCertificate.server(ca, HOST)
                      .extension(Extension.subjectAlternativeName, false, GARBLED)
                      .identityOnTheWire()),
          new Harm(
              "names twice",
              null,
              ca ->
                  HostileCertificate.server(ca, HOST)
                      .names(names(1, "evil.test"))
                      .identityOnTheWire()),
          new Harm(
              "a NUL in its name",
              Reason.PATH_NAME_MISMATCH,
              ca ->
                  HostileCertificate.bare(ca)
                      .names(names(1, HOST + "\0.evil.test"))
                      .identityOnTheWire()),
          new Harm(
              "a TRUE that isn't DER's",
              Reason.PATH_MALFORMED,
              ca ->
                  HostileCertificate.server(ca, HOST)
                      .changeSigned(OddBytes::faintTrue)
                      .identityOnTheWire()),
          new Harm(
              "a signed part of indefinite length",
              Reason.PATH_MALFORMED,
              ca ->
                  HostileCertificate.server(ca, HOST)
                      .changeWhole(whole -> OddBytes.first(whole, OddBytes::indefinite))
                      .identityOnTheWire()));

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, new DERIA5String(name));
  }

  private static GeneralNames names(int count, String last) {
    return new GeneralNames(
        IntStream.range(0, count)
            .mapToObj(i -> dns(i == count - 1 ? last : Integer.toString(i, 36)))
            .toArray(GeneralName[]::new));
  }

  private static TestCa permitting(TestCa issuer, int count, String suffix) {
    GeneralSubtree[] permitted =
        IntStream.range(0, count)
            .mapToObj(i -> dns(i == count - 1 ? "test" : Integer.toString(i, 36) + suffix))
            .map(GeneralSubtree::new)
            .toArray(GeneralSubtree[]::new);
    return HostileCertificate.authority(issuer, "Permitting" + suffix)
        .extension(Extension.nameConstraints, true, new NameConstraints(permitted, null))
        .issuing();
  }

  private static TestCa excluding(TestCa issuer, String name) {
    GeneralSubtree[] excluded = {new GeneralSubtree(dns(name))};
    return HostileCertificate.authority(issuer, "Excluding")
        .extension(Extension.nameConstraints, true, new NameConstraints(null, excluded))
        .issuing();
  }

  static Stream<Arguments> harmsByVersion() {
    return VERSIONS.stream()
        .flatMap(version -> HARMS.stream().map(harm -> Arguments.of(version, harm)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("harmsByVersion")
  void hostileCertificateIsRefusedAndItsHealthyTwinTaken(String version, Harm harm)
      throws Exception {
    TestCa.Identity wrong = harm.identity().apply(ca);
    TestCa.Identity honest = ca.server(HOST);
    try (TrustConnect trust = trust(open(HOST));
        RenegotiatingServer rogue = new RenegotiatingServer(wrong, version);
        RenegotiatingServer twin = new RenegotiatingServer(honest, version)) {
      try (SSLSocket socket = socket(trust, HOST, rogue.port(), version)) {
        Throwable thrown = catchThrowable(() -> ask(socket));

        if (harm.reason() != null) {
          refused(harm.reason(), thrown);
        } else {
          assertThat(thrown).isInstanceOf(SSLException.class);
          assertThat(TrustRefusal.in(thrown)).as("%s", thrown).isEmpty();
        }
        assertThat(Evidence.of(socket.getSession())).isEmpty();
        assertThat(rogue.requests()).isZero();
      }
      try (SSLSocket socket = socket(trust, HOST, twin.port(), version)) {
        ask(socket);
        assertThat(evidence(socket).path().leaf()).isEqualTo(honest.certificate());
      }
    }
  }

  /** What is odd and has one reading passes, as it does without a connection. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bytesAfterACertificateAreIgnored(String version) throws Exception {
    HostileCertificate odd = HostileCertificate.server(ca, HOST).changeWhole(OddBytes::trailing);
    TestCa.Identity sent = odd.identityOnTheWire();
    byte[] bytes = sent.certificate().getEncoded();
    try (TrustConnect trust = trust(pinned(HOST, sent));
        RenegotiatingServer server = new RenegotiatingServer(sent, version);
        SSLSocket socket = socket(trust, HOST, server.port(), version)) {
      ask(socket);

      assertThat(evidence(socket).path().leaf().getEncoded())
          .isEqualTo(Arrays.copyOf(bytes, bytes.length - 2));
      assertThat(evidence(socket).pinsMatched()).hasSize(1);
    }
  }

  // Handshakes that don't end.

  static Stream<Arguments> stalling() {
    return byVersion(
        Manner.SILENT,
        Manner.SILENT_AFTER_ONE_BYTE,
        Manner.SILENT_AFTER_SERVER_HELLO,
        Manner.SILENT_AMID_CERTIFICATE);
  }

  static Stream<Arguments> closing() {
    return byVersion(
        Manner.CLOSES_AT_ONCE, Manner.CLOSES_AFTER_SERVER_HELLO, Manner.CLOSES_AMID_CERTIFICATE);
  }

  static Stream<Arguments> neverEnding() {
    return Stream.concat(stalling(), byVersion(Manner.DRIPPING));
  }

  private static Stream<Arguments> byVersion(Manner... manners) {
    return VERSIONS.stream()
        .flatMap(version -> Stream.of(manners).map(manner -> Arguments.of(version, manner)));
  }

  @ParameterizedTest
  @MethodSource("stalling")
  void readTimeoutOfTheSocketEndsAHandshakeThatStops(String version, Manner manner)
      throws Exception {
    try (TlsPeer behind = TlsPeer.start(ca.server(HOST));
        HalfOpenPeer peer = new HalfOpenPeer(behind, manner);
        TrustConnect trust = trust(open(HOST));
        SSLSocket socket = socket(trust, HOST, peer.port(), version)) {
      socket.setSoTimeout(SOON_MILLIS);

      assertThat(catchThrowable(() -> ask(socket))).isInstanceOf(SocketTimeoutException.class);
      assertThat(behind.requests()).isEmpty();
    }
    assertThat(internet.events())
        .as("no certificate was seen, so none was refused")
        .isNotEmpty()
        .allMatch(event -> ((AuditEvent.Judged) event).outcome() == AuditEvent.Outcome.ALLOWED);
  }

  @ParameterizedTest
  @MethodSource("closing")
  void handshakeThatIsClosedHalfwayFailsAndIsNoRefusal(String version, Manner manner)
      throws Exception {
    try (TlsPeer behind = TlsPeer.start(ca.server(HOST));
        HalfOpenPeer peer = new HalfOpenPeer(behind, manner);
        TrustConnect trust = trust(open(HOST));
        SSLSocket socket = socket(trust, HOST, peer.port(), version)) {
      Throwable thrown = catchThrowable(() -> ask(socket));

      assertThat(thrown).isInstanceOf(IOException.class);
      assertThat(TrustRefusal.in(thrown)).as("%s", thrown).isEmpty();
      assertThat(Evidence.of(socket.getSession())).isEmpty();
      assertThat(behind.requests()).isEmpty();
    }
  }

  /** A peer that drips keeps a read timeout from ever running out; a deadline it can't stop. */
  @ParameterizedTest
  @MethodSource("neverEnding")
  void deadlineOfTheHttpClientEndsEveryHandshake(String version, Manner manner) throws Exception {
    try (TlsPeer behind = TlsPeer.start(ca.server(HOST));
        HalfOpenPeer peer = new HalfOpenPeer(behind, manner);
        ConnectProxy proxy = new ConnectProxy(peer.address());
        TrustConnect trust = trust(open(HOST))) {
      HttpClient client = client(trust, proxy, version);
      HttpRequest request = get(peer.port()).timeout(Duration.ofMillis(SOON_MILLIS)).build();

      assertThat(catchThrowable(() -> client.send(request, HttpResponse.BodyHandlers.discarding())))
          .isInstanceOf(HttpTimeoutException.class);
      assertThat(behind.requests()).isEmpty();
    }
  }

  private static HttpRequest.Builder get(int port) {
    return HttpRequest.newBuilder(URI.create("https://" + HOST + ":" + port + "/"));
  }

  private static HttpClient client(TrustConnect trust, ConnectProxy proxy, String version) {
    SSLParameters parameters = trust.tls().context().getDefaultSSLParameters();
    parameters.setProtocols(new String[] {version});
    return HttpClient.newBuilder()
        .sslContext(trust.tls().context())
        .sslParameters(parameters)
        .proxy(ProxySelector.of(proxy.address()))
        .build();
  }

  /** Closing the socket below waits for neither the peer nor the reader. */
  @ParameterizedTest
  @MethodSource("neverEnding")
  void callerWhoClosesTheConnectionEndsTheHandshake(String version, Manner manner)
      throws Exception {
    try (TlsPeer behind = TlsPeer.start(ca.server(HOST));
        HalfOpenPeer peer = new HalfOpenPeer(behind, manner);
        TrustConnect trust = trust(open(HOST))) {
      Socket below = DirectSockets.to(peer.address());
      SSLSocket socket =
          (SSLSocket) trust.tls().socketFactory().createSocket(below, HOST, peer.port(), true);
      socket.setEnabledProtocols(new String[] {version});
      CompletableFuture<Throwable> handshake =
          CompletableFuture.supplyAsync(() -> catchThrowable(socket::startHandshake));
      peer.awaitStalled();

      below.close();

      assertThat(handshake.get()).isInstanceOf(IOException.class);
      assertThat(behind.requests()).isEmpty();
    }
  }

  /** A thread that waits for such a peer doesn't block others. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void policiesAreReplacedAndOthersServedWhileAHandshakeHangs(String version) throws Exception {
    try (TlsPeer behind = TlsPeer.start(ca.server(HOST));
        HalfOpenPeer peer = new HalfOpenPeer(behind, Manner.SILENT_AFTER_SERVER_HELLO);
        TrustConnect trust = trust(open(HOST));
        SSLSocket hanging = socket(trust, HOST, peer.port(), version)) {
      CompletableFuture<Throwable> handshake =
          CompletableFuture.supplyAsync(() -> catchThrowable(hanging::startHandshake));
      peer.awaitStalled();

      trust.replacePolicies(TestInternet.policy(HOST).credentials("x-new").build());
      try (SSLSocket other = socket(trust, HOST, behind.port(), version)) {
        ask(other);
      }

      assertThat(handshake).isNotDone();
      peer.hangUp();
      assertThat(handshake.get()).isInstanceOf(IOException.class);
    }
  }

  /** The healthy twin: slow, and to be waited for. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshakeThatComesByteByByteIsAccepted(String version) throws Exception {
    try (TlsPeer behind = TlsPeer.start(ca.server(HOST));
        HalfOpenPeer peer = new HalfOpenPeer(behind, Manner.BYTE_BY_BYTE);
        ConnectProxy proxy = new ConnectProxy(peer.address());
        TrustConnect trust = trust(open(HOST));
        SSLSocket socket = socket(trust, HOST, peer.port(), version)) {
      ask(socket);

      assertThat(evidence(socket).path().matchedName()).isEqualTo(HOST);
      assertThat(
              client(trust, proxy, version)
                  .send(get(peer.port()).build(), HttpResponse.BodyHandlers.ofString())
                  .body())
          .isEqualTo("hello from 127.0.1.10");
    }
  }

  // A peer that becomes another.

  /** Another certificate in a second handshake on one connection, and why it is refused. */
  private record Change(
      String name, Reason reason, Function<TestCa, TestCa.Identity> second, boolean pinned) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Change> changes() {
    return List.of(
        new Change("another host's", Reason.PATH_NAME_MISMATCH, ca -> ca.server(OTHER), false),
        new Change(
            "an unknown authority's",
            Reason.PATH_ISSUER_UNKNOWN,
            ca -> TestCa.create("Unknown").server(HOST),
            false),
        new Change("expired", Reason.PATH_EXPIRED, ca -> ca.expiredServer(HOST), false),
        new Change("not pinned", Reason.PIN_NOT_IN_PATH, ca -> ca.server(HOST), true));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void certificateShownInARenegotiationIsJudgedLikeTheFirst(Change change) throws Exception {
    TestCa.Identity first = ca.server(HOST);
    TestCa.Identity second = change.second().apply(ca);
    try (RenegotiatingServer server = new RenegotiatingServer(first, second, "TLSv1.2");
        TrustConnect trust = trust(change.pinned() ? pinned(HOST, first) : open(HOST));
        SSLSocket socket = socket(trust, HOST, server.port(), "TLSv1.2")) {
      socket.startHandshake();
      assertThat(evidence(socket).path().leaf()).isEqualTo(first.certificate());

      refused(change.reason(), catchThrowable(() -> ask(socket)));

      assertThat(catchThrowable(() -> socket.getOutputStream().write(1)))
          .as("the connection is over")
          .isInstanceOf(IOException.class);
      assertThat(server.answered()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void honestRenegotiationIsAcceptedWithItsOwnEvidence(boolean pinned) throws Exception {
    TestCa.Identity first = ca.server(HOST);
    TestCa.Identity second = pinned ? first : ca.server(HOST);
    try (RenegotiatingServer server = new RenegotiatingServer(first, second, "TLSv1.2");
        TrustConnect trust = trust(pinned ? pinned(HOST, first) : open(HOST));
        SSLSocket socket = socket(trust, HOST, server.port(), "TLSv1.2")) {
      ask(socket);
      assertThat(evidence(socket).path().leaf()).isEqualTo(second.certificate());
      assertThat(trust.tls().hostnameVerifier().verify(HOST, socket.getSession())).isTrue();

      ask(socket);
      assertThat(server.answered()).isEqualTo(1);
    }
  }

  /** RFC 8446 §4.1.2 has no renegotiation: the other certificate is never shown. */
  @Test
  void peerCantBecomeAnotherInTls13() throws Exception {
    TestCa.Identity first = ca.server(HOST);
    try (RenegotiatingServer server = new RenegotiatingServer(first, ca.server(OTHER), "TLSv1.3");
        TrustConnect trust = trust(open(HOST));
        SSLSocket socket = socket(trust, HOST, server.port(), "TLSv1.3")) {
      ask(socket);

      assertThat(evidence(socket).path().leaf()).isEqualTo(first.certificate());
    }
  }

  // Sessions.

  /** Two hosts at one address and port, and one server that would resume either's session. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void sessionOfOneHostIsNotResumedForAnother(String version) throws Exception {
    TestCa.Identity both = ca.server(HOST, TWIN);
    List<SSLSocket> opened = new ArrayList<>();
    try (ResumingServer server = new ResumingServer(both, version);
        TrustConnect trust = trust(open(HOST), pinned(TWIN, ca.server(TWIN)))) {
      for (String host : List.of(HOST, HOST)) {
        SSLSocket socket = socket(trust, host, server.port(), version);
        opened.add(socket);
        ask(socket);
      }
      assertThat(opened.get(1).getSession().getCreationTime())
          .as("resumed for the same host")
          .isEqualTo(opened.get(0).getSession().getCreationTime());

      SSLSocket twin = socket(trust, TWIN, server.port(), version);
      opened.add(twin);
      refused(Reason.PIN_NOT_IN_PATH, catchThrowable(() -> ask(twin)));
      trust.replacePolicies(open(HOST), pinned(TWIN, both));
      SSLSocket taken = socket(trust, TWIN, server.port(), version);
      opened.add(taken);
      ask(taken);

      assertThat(evidence(taken).host().ascii()).isEqualTo(TWIN);
      refused(
          Reason.GATE_OTHER_HOST,
          catchThrowable(() -> trust.tls().hostnameVerifier().verify(HOST, taken.getSession())));
      assertThat(server.requests()).isEqualTo(3);
    } finally {
      for (SSLSocket socket : opened) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void resumedSessionIsJudgedUnderAChangedPolicy(String version) throws Exception {
    TestCa.Identity server = ca.server(HOST);
    try (ResumingServer peer = new ResumingServer(server, version);
        TrustConnect trust = trust(open(HOST));
        SSLSocket before = socket(trust, HOST, peer.port(), version)) {
      ask(before);

      trust.replacePolicies(pinned(HOST, ca.server(HOST)));
      try (SSLSocket after = socket(trust, HOST, peer.port(), version)) {
        refused(Reason.PIN_NOT_IN_PATH, catchThrowable(() -> ask(after)));
      }
      trust.replacePolicies(pinned(HOST, server));
      try (SSLSocket twin = socket(trust, HOST, peer.port(), version)) {
        ask(twin);
        assertThat(evidence(twin).pinsMatched()).hasSize(1);
      }
      assertThat(peer.requests()).isEqualTo(2);
    }
  }

  /** Two servers that give every session one and the same ID. */
  @Test
  void sessionIdOfAnotherHostDoesNotCarryItsEvidence() throws Exception {
    try (ResumingServer api =
            new ResumingServer(ca.server(HOST), "TLSv1.2", "127.0.1.10", new NothingRandom());
        ResumingServer other =
            new ResumingServer(ca.server(OTHER), "TLSv1.2", "127.0.1.11", new NothingRandom());
        ResumingServer impostor =
            new ResumingServer(ca.server(HOST), "TLSv1.2", "127.0.1.11", new NothingRandom());
        TrustConnect trust = trust(open(HOST), open(OTHER));
        SSLSocket first = socket(trust, HOST, api.port(), "TLSv1.2");
        SSLSocket second = socket(trust, OTHER, other.port(), "TLSv1.2");
        SSLSocket third = socket(trust, OTHER, impostor.port(), "TLSv1.2");
        SSLSocket again = socket(trust, HOST, api.port(), "TLSv1.2")) {
      ask(first);
      ask(second);
      assertThat(second.getSession().getId()).isEqualTo(first.getSession().getId());
      assertThat(evidence(second).host().ascii()).isEqualTo(OTHER);
      assertThat(evidence(second).path().matchedName()).isEqualTo(OTHER);

      refused(Reason.PATH_NAME_MISMATCH, catchThrowable(() -> ask(third)));

      ask(again);
      assertThat(evidence(again).host().ascii()).isEqualTo(HOST);
      assertThat(evidence(again).path().matchedName()).isEqualTo(HOST);
      assertThat(impostor.requests()).isZero();
    }
  }

  /** Always the same bytes. */
  private static final class NothingRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 7);
    }
  }
}
