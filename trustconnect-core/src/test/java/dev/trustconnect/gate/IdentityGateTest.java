package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.AuditEvent.IdentityEvent;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who gets the client certificate: servers that ask for it, over real connections, by sockets and
 * engines, in TLS 1.2 and 1.3. What they got is what their side of the handshake received.
 */
@Timeout(120)
class IdentityGateTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "other.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa corp = TestCa.create("Corp");
  private final TestCa.Identity ours = corp.client("payments.example.test");
  private final ClientIdentity payments = ours.asClient();

  @AfterEach
  void close() {
    internet.close();
  }

  /** A kind of client, and the only version of TLS that it speaks. */
  enum Way {
    SOCKET_12("TLSv1.2", false),
    SOCKET_13("TLSv1.3", false),
    ENGINE_12("TLSv1.2", true),
    ENGINE_13("TLSv1.3", true);

    private final String version;
    private final boolean isEngine;

    Way(String version, boolean isEngine) {
      this.version = version;
      this.isEngine = isEngine;
    }

    /** A handshake for {@code host} with {@code server}, and a request if it is a socket. */
    SSLSession call(TrustConnect trust, String host, AskingPeer server) throws IOException {
      if (isEngine) {
        SSLEngine engine = trust.tls().context().createSSLEngine(host, server.port());
        return EngineClient.handshake(engine, server.address(), server.port(), version);
      }
      try (SSLSocket socket =
          (SSLSocket) trust.tls().socketFactory().createSocket(host, server.port())) {
        socket.setEnabledProtocols(new String[] {version});
        request(socket);
        return socket.getSession();
      }
    }
  }

  private static void request(SSLSocket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write("GET /secret HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] answer = socket.getInputStream().readNBytes(40);
    assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200");
  }

  private EndpointPolicy.Builder policy(String host) {
    return TestInternet.policy(host).roots(TrustRoots.of(corp.certificate()));
  }

  private TrustConnect trust(EndpointPolicy... policies) {
    return internet
        .trust()
        .identity("payments", Identities.of(payments))
        .policies(policies)
        .build();
  }

  private static Optional<Reason> reason(Throwable thrown) {
    return TrustRefusal.in(thrown).map(TrustRefusal::reason);
  }

  /** The events about identities, once all have arrived. */
  private List<IdentityEvent> identityEvents(TrustConnect trust) {
    trust.close();
    return internet.events().stream()
        .filter(IdentityEvent.class::isInstance)
        .map(IdentityEvent.class::cast)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void serverOfThePolicyGetsTheCertificate(Way way) throws IOException {
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).needs().start();
        TrustConnect trust = trust(policy(HOST).identity("payments").build())) {
      SSLSession session = way.call(trust, HOST, server);

      assertThat(server.harvest()).containsExactly(ours.certificate());
      Evidence evidence = Evidence.of(session).orElseThrow();
      UsedIdentity used = evidence.identity().orElseThrow();
      assertThat(used.name()).isEqualTo("payments");
      assertThat(used.key()).isEqualTo(SpkiPin.of(ours.certificate()));
      assertThat(used.generation()).isEqualTo(1);
      assertThat(evidence.finding(Check.IDENTITY)).get().isInstanceOf(Finding.Satisfied.class);
      assertThat(evidence.summary()).contains("identified as payments#1 sha256/");
      assertThat(identityEvents(trust))
          .extracting(IdentityEvent::change)
          .containsExactly(IdentityChange.RELEASED);
    }
  }

  static Stream<Way> ways() {
    return Stream.of(Way.values());
  }

  /** A server that mustn't get the certificate. */
  private enum Rogue {
    WRONG_NAME(Reason.PATH_NAME_MISMATCH),
    WRONG_AUTHORITY(Reason.PATH_ISSUER_UNKNOWN),
    /** The public authority was tricked, or the name dangles and the attacker has its account. */
    MISISSUED(Reason.PATH_ISSUER_UNKNOWN),
    EXPIRED(Reason.PATH_EXPIRED);

    private final Reason reason;

    Rogue(Reason reason) {
      this.reason = reason;
    }

    TestCa.Identity identity(TestInternet internet, TestCa corp) {
      return switch (this) {
        case WRONG_NAME -> corp.server(OTHER);
        case WRONG_AUTHORITY -> TestCa.create("Other").server(HOST);
        case MISISSUED -> internet.ca().server(HOST);
        case EXPIRED -> corp.expiredServer(HOST);
      };
    }
  }

  static Stream<Arguments> rogues() {
    return Stream.of(Way.values())
        .flatMap(way -> Stream.of(Rogue.values()).map(rogue -> Arguments.of(way, rogue)));
  }

  @ParameterizedTest
  @MethodSource("rogues")
  void rogueGetsNeitherCertificateNorRequest(Way way, Rogue rogue) {
    try (AskingPeer server = AskingPeer.builder(rogue.identity(internet, corp)).start();
        TrustConnect trust = trust(policy(HOST).identity("payments").build())) {
      Throwable thrown = catchThrowable(() -> way.call(trust, HOST, server));

      assertThat(reason(thrown)).contains(rogue.reason);
      assertThat(server.harvest()).isEmpty();
      assertThat(server.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  @Provokes(Reason.IDENTITY_WITHHELD)
  void hostWhosePolicyNamesNoIdentityGetsNone(Way way) throws IOException {
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST, OTHER)).start();
        TrustConnect trust =
            trust(policy(HOST).build(), policy(OTHER).identity("payments").build())) {
      SSLSession session = way.call(trust, HOST, server);

      assertThat(server.harvest()).isEmpty();
      assertThat(Evidence.of(session).orElseThrow().identity()).isEmpty();
      assertThat(identityEvents(trust))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.change()).isEqualTo(IdentityChange.WITHHELD);
                assertThat(event.reason()).contains(Reason.IDENTITY_WITHHELD);
                assertThat(event.subject()).isEqualTo(HOST + ":" + server.port());
              });
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void hostWithoutAPolicyGetsNone(Way way) throws IOException {
    try (AskingPeer server = AskingPeer.builder(internet.ca().server(HOST)).start();
        TrustConnect trust =
            internet
                .trust()
                .addressRules(AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC))
                .identity("payments", Identities.of(payments))
                .policy(policy(OTHER).identity("payments").build())
                .build()) {
      SSLSession unused = way.call(trust, HOST, server);

      assertThat(server.harvest()).isEmpty();
    }
  }

  /** Its pins don't match, which the policy only reports: an ordinary client would connect too. */
  @ParameterizedTest
  @MethodSource("ways")
  void violationThatIsOnlyReportedReleasesNoCertificate(Way way) throws IOException {
    try (AskingPeer server = AskingPeer.builder(internet.ca().server(HOST)).start();
        TrustConnect trust =
            trust(
                TestInternet.policyWithUnmatchedPins(HOST)
                    .reportOnly()
                    .identity("payments")
                    .build())) {
      SSLSession session = way.call(trust, HOST, server);

      assertThat(server.harvest()).isEmpty();
      assertThat(Evidence.of(session).orElseThrow().finding(Check.IDENTITY))
          .get()
          .isInstanceOfSatisfying(
              Finding.NotEvaluated.class,
              open -> assertThat(open.reason()).isEqualTo(Reason.PIN_NOT_IN_PATH));
    }
  }

  /** Any public authority could have issued the server's certificate. */
  @ParameterizedTest
  @MethodSource("ways")
  @Provokes(Reason.POLICY_IDENTITY_TO_ANY_AUTHORITY)
  void peerWhoseAddressCantBeSeenNeedsRootsOrPins(Way way) throws IOException {
    try (AskingPeer server = AskingPeer.builder(internet.ca().server(HOST)).start();
        TrustConnect trust = trust(TestInternet.policy(HOST).identity("payments").build())) {
      SSLSession session = way.call(trust, HOST, server);

      // The socket's address is one of the name's.
      assertThat(server.harvest()).hasSize(way.isEngine ? 0 : 1);
      assertThat(Evidence.of(session).orElseThrow().warnings())
          .extracting(Warning::reason)
          .isEqualTo(way.isEngine ? List.of() : List.of(Reason.POLICY_IDENTITY_TO_ANY_AUTHORITY));
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  @Provokes(Reason.IDENTITY_NOT_WANTED)
  void serverThatNamesOtherAuthoritiesGetsNone(Way way) throws IOException {
    X509Certificate other = TestCa.create("Another").certificate();
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).issuers(other).start();
        AskingPeer twin =
            AskingPeer.builder(corp.server(HOST)).issuers(other, corp.certificate()).start();
        TrustConnect trust = trust(policy(HOST).identity("payments").build())) {
      SSLSession unused = way.call(trust, HOST, server);
      SSLSession unusedTwin = way.call(trust, HOST, twin);

      assertThat(server.harvest()).isEmpty();
      assertThat(twin.harvest()).containsExactly(ours.certificate());
      assertThat(identityEvents(trust))
          .satisfiesExactly(
              event -> {
                assertThat(event.reason()).contains(Reason.IDENTITY_NOT_WANTED);
                assertThat(event.authorities()).containsExactly("CN=Another");
              },
              event -> {
                assertThat(event.change()).isEqualTo(IdentityChange.RELEASED);
                assertThat(event.authorities()).containsExactly("CN=Another", "CN=Corp");
              });
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  @Provokes(Reason.IDENTITY_EXPIRED)
  void expiredCertificateIsNotSent(Way way) throws IOException {
    TestCa.Identity expired =
        corp.odd("payments.example.test")
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .to(internet.now().plusSeconds(600))
            .identity();
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).start();
        TrustConnect trust =
            internet
                .trust()
                .identity("payments", Identities.of(expired.asClient()))
                .policy(policy(HOST).identity("payments").build())
                .build()) {
      internet.now(internet.now().plusSeconds(601));

      SSLSession unused = way.call(trust, HOST, server);

      assertThat(server.harvest()).isEmpty();
      assertThat(identityEvents(trust))
          .singleElement()
          .satisfies(event -> assertThat(event.reason()).contains(Reason.IDENTITY_EXPIRED));
    }
  }

  /** The policies are replaced after the server has been checked and before the key is chosen. */
  @ParameterizedTest
  @MethodSource("ways")
  void policyThatIsReplacedMeanwhileReleasesNothing(Way way) {
    AtomicReference<TrustConnect> trust = new AtomicReference<>();
    EndpointPolicy without = policy(HOST).build();
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).start();
        TrustConnect replaced =
            internet
                .trust()
                .identity(
                    "payments",
                    () -> {
                      if (trust.get() != null && isChoosing()) {
                        trust.getAndSet(null).replacePolicies(without);
                      }
                      return payments;
                    })
                .policy(policy(HOST).identity("payments").build())
                .build()) {
      trust.set(replaced);

      Throwable unused = catchThrowable(() -> way.call(replaced, HOST, server));

      assertThat(trust.get()).as("the source was asked while the key was chosen").isNull();
      assertThat(server.harvest()).isEmpty();
    }
  }

  private static boolean isChoosing() {
    return StackWalker.getInstance()
        .walk(
            frames -> frames.anyMatch(f -> f.getClassName().equals(IdentityGate.class.getName())));
  }

  /** A client may give it to a context whose trust manager isn't ours, and which checks less. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void keyManagerAloneReleasesNothing(String version) throws Exception {
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).start();
        TrustConnect trust = trust(policy(HOST).identity("payments").build())) {
      handshake(server, version, trust.tls().keyManager(), corp.trustManager());
      List<X509Certificate> before = server.harvest();
      handshake(server, version, trust.tls().keyManager(), trust.tls().trustManager());

      assertThat(before).isEmpty();
      assertThat(server.harvest()).containsExactly(ours.certificate());
    }
  }

  private static void handshake(
      AskingPeer server, String version, KeyManager keys, TrustManager trust) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
    SSLEngine engine = context.createSSLEngine(HOST, server.port());
    SSLSession unused = EngineClient.handshake(engine, server.address(), server.port(), version);
  }

  @Test
  void policyThatNamesAnUnknownIdentityIsRefused() {
    EndpointPolicy policy = policy(HOST).identity("paymnets").build();
    assertThat(catchThrowable(() -> trust(policy)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the policy for api.example.test names identity 'paymnets', which there isn't; there"
                + " are: payments");

    try (TrustConnect trust = trust(policy(HOST).build())) {
      assertThat(catchThrowable(() -> trust.replacePolicies(policy)))
          .hasMessageContaining("paymnets");
      assertThat(trust.policies().policies()).containsExactly(policy(HOST).build());
    }
  }
}
