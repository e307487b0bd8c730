package dev.trustconnect.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Judged;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clients a server allows, over real connections, by sockets and in both versions of TLS. */
@Timeout(120)
public class ServerKitTest {
  private static final String ID = "spiffe://corp.example/ns/shop/sa/web";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa root = TestCa.create("Root");
  private final TestCa corp = root.intermediate("Corp");
  private final TestCa.Identity server = corp.svid("spiffe://corp.example/ns/llm/sa/gateway");
  private final TrustConnect trust = internet.trust().build();

  @AfterEach
  void close() {
    trust.close();
    internet.close();
  }

  private ClientRules.Builder rules() {
    return ClientRules.roots(TrustRoots.of(root.certificate()));
  }

  /**
   * The client's own checks aren't what is tested: it trusts the root, looks at no name, and sends
   * its certificate whatever the server asks for.
   */
  private SSLContext client(TestCa.@Nullable Identity identity) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        identity == null ? null : new KeyManager[] {new Insistent(identity)},
        new TrustManager[] {root.trustManager()},
        null);
    return context;
  }

  /** The keys of a client that sends its certificate to any server. */
  private static final class Insistent extends X509ExtendedKeyManager {
    private final TestCa.Identity identity;

    private Insistent(TestCa.Identity identity) {
      this.identity = identity;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
      return "me";
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity.key();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return new String[] {"me"};
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return null;
    }
  }

  /** What the server's side of one connection comes to. */
  private ClientEvidence accept(
      ServerKit kit, TestCa.Identity identity, String version, boolean needs) throws Exception {
    SSLContext context = kit.context(Identities.of(server.asClient()));
    try (SSLServerSocket entrance =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 9, InetAddress.getByName("127.0.0.1"))) {
      if (needs) {
        entrance.setSSLParameters(kit.parameters());
      } else {
        entrance.setWantClientAuth(true);
      }
      CompletableFuture<ClientEvidence> accepted =
          CompletableFuture.supplyAsync(
              () -> serve(kit, entrance), task -> new Thread(task).start());
      try (SSLSocket socket =
          (SSLSocket)
              client(identity)
                  .getSocketFactory()
                  .createSocket("127.0.0.1", entrance.getLocalPort())) {
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        int unusedEnd = socket.getInputStream().read();
      } catch (IOException refusedByTheServer) {
        // The server's side says why.
      }
      return accepted.get();
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  private static ClientEvidence serve(ServerKit kit, SSLServerSocket entrance) {
    try (SSLSocket socket = (SSLSocket) entrance.accept()) {
      socket.startHandshake();
      return kit.check(socket.getSession());
    } catch (IOException | CertificateException e) {
      throw new CompletionException(e);
    }
  }

  private static Reason reason(Throwable thrown) {
    return TrustRefusal.in(thrown)
        .map(TrustRefusal::reason)
        .orElseThrow(() -> new AssertionError("no refusal", thrown));
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, spiffe://corp.example/ns/shop/sa/web",
    "TLSv1.3, spiffe://corp.example/ns/shop/sa/web",
    "TLSv1.3, spiffe://corp.example/ns/shop/sa/*",
  })
  void workloadThatIsListedIsAllowed(String version, String listed) throws Exception {
    ServerKit kit = trust.server(rules().ids("spiffe://other.example/x", listed).build());

    ClientEvidence evidence = accept(kit, corp.svid(ID), version, true);

    assertThat(evidence.client()).isEqualTo(ID);
    assertThat(evidence.path().root()).isEqualTo(root.certificate());
    assertThat(evidence.judgedAt()).isEqualTo(internet.now());
  }

  @ParameterizedTest
  @ValueSource(strings = {"billing.corp.example", "*.corp.example"})
  void clientWithAListedDnsNameIsAllowed(String listed) throws Exception {
    ServerKit kit = trust.server(rules().names(listed).build());

    assertThat(accept(kit, corp.client("billing.corp.example"), "TLSv1.3", true).client())
        .isEqualTo("billing.corp.example");
  }

  @Test
  void clientWithAListedKeyIsAllowed() throws Exception {
    TestCa.Identity nameless = corp.client();
    ServerKit kit = trust.server(rules().keys(SpkiPin.of(nameless.certificate())).build());

    assertThat(accept(kit, nameless, "TLSv1.3", true).client()).isEqualTo("a listed key");
  }

  /** A client's certificate that mustn't be allowed by rules that list {@link #ID} and a name. */
  private record Harm(String what, Reason reason, Function<TestCa, TestCa.Identity> certificate) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Harm> harms() {
    return Stream.of(
        new Harm(
            "another workload",
            Reason.PATH_CLIENT_NOT_LISTED,
            ca -> ca.svid("spiffe://corp.example/ns/shop/sa/other")),
        new Harm(
            "another trust domain",
            Reason.PATH_CLIENT_NOT_LISTED,
            ca -> ca.svid("spiffe://corp.test/ns/shop/sa/web")),
        new Harm("another name", Reason.PATH_CLIENT_NOT_LISTED, ca -> ca.client("x.example")),
        new Harm(
            "a wildcard that would match the name",
            Reason.PATH_CLIENT_NOT_LISTED,
            ca -> ca.client("*.corp.example")),
        new Harm("the name only in the subject", Reason.PATH_CLIENT_NOT_LISTED, ca -> ca.client()),
        new Harm(
            "the right ID under an unknown authority",
            Reason.PATH_ISSUER_UNKNOWN,
            ca -> TestCa.create("Other").svid(ID)),
        new Harm("self-signed", Reason.PATH_SELF_SIGNED, ca -> TestCa.selfSigned(ID)),
        new Harm(
            "for servers only",
            Reason.PATH_PURPOSE_NOT_CLIENT,
            ca -> ca.server("billing.corp.example")),
        new Harm(
            "with a key that may not sign",
            Reason.PATH_PURPOSE_NOT_CLIENT,
            ca ->
                ca.odd("billing.corp.example")
                    .purposes(KeyPurposeId.id_kp_clientAuth)
                    .keyUsage(KeyUsage.keyAgreement)
                    .identity()),
        new Harm(
            "expired",
            Reason.PATH_EXPIRED,
            ca ->
                ca.odd(ID)
                    .purposes(KeyPurposeId.id_kp_clientAuth)
                    .keyUsage(KeyUsage.digitalSignature)
                    .to(Instant.parse("2020-01-01T00:00:00Z"))
                    .identity()),
        new Harm(
            "with a weak key",
            Reason.PATH_KEY_WEAK,
            ca ->
                ca.odd(ID)
                    .purposes(KeyPurposeId.id_kp_clientAuth)
                    .keyUsage(KeyUsage.digitalSignature)
                    .key("RSA", 1024)
                    .identity()),
        new Harm(
            "with two URIs",
            Reason.PATH_NOT_AN_SVID,
            ca ->
                ca.odd(ID, "spiffe://corp.example/ns/shop/sa/other")
                    .purposes(KeyPurposeId.id_kp_clientAuth)
                    .keyUsage(KeyUsage.digitalSignature)
                    .identity()),
        new Harm(
            "of an authority for other hosts",
            Reason.PATH_CONSTRAINT_BROKEN,
            ca ->
                ca.odd()
                    .authority("Elsewhere", -1)
                    .onlyFor("other.example")
                    .issuing()
                    .client("billing.corp.example")));
  }

  @ParameterizedTest
  @MethodSource("harms")
  @Provokes({Reason.PATH_CLIENT_NOT_LISTED, Reason.PATH_PURPOSE_NOT_CLIENT})
  void otherClientIsRefused(Harm harm) {
    ServerKit kit = trust.server(rules().ids(ID).names("billing.corp.example").build());
    for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
      Throwable thrown =
          catchThrowable(() -> accept(kit, harm.certificate.apply(corp), version, true));

      assertThat(reason(thrown)).as(version).isEqualTo(harm.reason);
    }
    trust.close();
    assertThat(internet.events())
        .filteredOn(Judged.class::isInstance)
        .extracting(event -> (Judged) event)
        .hasSize(2)
        .allSatisfy(
            judged -> {
              assertThat(judged.gate()).isEqualTo(Gate.CLIENT);
              assertThat(judged.outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
              assertThat(judged.subject()).isEqualTo("a client at 127.0.0.1");
            });
  }

  /** With {@code parameters()} the handshake fails; without, {@code check} says it. */
  @Test
  void clientWithoutACertificateIsRefused() {
    ServerKit kit = trust.server(rules().ids(ID).build());

    assertThat(catchThrowable(() -> accept(kit, null, "TLSv1.3", true)))
        .isInstanceOf(SSLHandshakeException.class);
    assertThat(reason(catchThrowable(() -> accept(kit, null, "TLSv1.3", false))))
        .isEqualTo(Reason.GATE_NO_EVIDENCE);
  }

  /** A resumed session brings the evidence of its full handshake, which may be another kit's. */
  @Test
  void evidenceOfOtherRulesIsNotAccepted() throws Exception {
    ServerKit wide = trust.server(rules().names("*.corp.example").build());
    ServerKit narrow = trust.server(rules().ids(ID).build());
    SSLSession session = sessionOf(wide, corp.client("billing.corp.example"));
    assertThat(wide.check(session).client()).isEqualTo("billing.corp.example");

    assertThat(reason(catchThrowable(() -> narrow.check(session))))
        .isEqualTo(Reason.PATH_CLIENT_NOT_LISTED);
  }

  @Test
  void certificateThatHasExpiredMeanwhileIsRefused() throws Exception {
    ServerKit kit = trust.server(rules().names("billing.corp.example").build());
    TestCa.Identity shortLived =
        corp.odd("billing.corp.example")
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .to(internet.now().plusSeconds(60))
            .identity();
    SSLSession session = sessionOf(kit, shortLived);
    assertThat(kit.check(session).client()).isEqualTo("billing.corp.example");

    internet.now(internet.now().plusSeconds(61));

    assertThat(reason(catchThrowable(() -> kit.check(session)))).isEqualTo(Reason.PATH_EXPIRED);
  }

  private SSLSession sessionOf(ServerKit kit, TestCa.Identity identity) throws Exception {
    AtomicReference<SSLSession> session = new AtomicReference<>();
    SSLContext context = kit.context(Identities.of(server.asClient()));
    try (SSLServerSocket entrance =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 9, InetAddress.getByName("127.0.0.1"))) {
      entrance.setSSLParameters(kit.parameters());
      CompletableFuture<Void> accepted =
          CompletableFuture.runAsync(
              () -> {
                try (SSLSocket socket = (SSLSocket) entrance.accept()) {
                  socket.startHandshake();
                  session.set(socket.getSession());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              task -> new Thread(task).start());
      try (SSLSocket socket =
          (SSLSocket)
              client(identity)
                  .getSocketFactory()
                  .createSocket("127.0.0.1", entrance.getLocalPort())) {
        socket.startHandshake();
        accepted.get();
      }
    }
    return session.get();
  }

  /** The server's certificate is renewed whenever it is asked for; the client checks the key. */
  @Test
  void renewedCertificateOfTheServerIsNeverMixedWithAnotherKey() throws Exception {
    ClientIdentity[] own = {
      server.asClient(), corp.svid("spiffe://corp.example/ns/llm/sa/gateway").asClient()
    };
    int[] asked = {0};
    ServerKit kit = trust.server(rules().ids(ID).build());
    SSLContext context = kit.context(() -> own[asked[0]++ % 2]);
    for (int i = 0; i < 20; i++) {
      SSLEngine engine = context.createSSLEngine();
      assertThat(engine.getSupportedProtocols()).contains("TLSv1.3");
      assertThat(acceptWith(context, kit)).isEqualTo(ID);
    }
    assertThat(asked[0]).isGreaterThanOrEqualTo(20);
  }

  private String acceptWith(SSLContext context, ServerKit kit) throws Exception {
    try (SSLServerSocket entrance =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 9, InetAddress.getByName("127.0.0.1"))) {
      entrance.setSSLParameters(kit.parameters());
      CompletableFuture<ClientEvidence> accepted =
          CompletableFuture.supplyAsync(
              () -> serve(kit, entrance), task -> new Thread(task).start());
      try (SSLSocket socket =
          (SSLSocket)
              client(corp.svid(ID))
                  .getSocketFactory()
                  .createSocket("127.0.0.1", entrance.getLocalPort())) {
        socket.startHandshake();
        return accepted.get().client();
      }
    }
  }

  @Test
  void certificateWithoutItsHandshakeIsRefused() {
    ServerKit kit = trust.server(rules().ids(ID).build());
    X509Certificate[] chain = corp.svid(ID).chain().toArray(new X509Certificate[0]);

    assertThat(reason(catchThrowable(() -> kit.trustManager().checkClientTrusted(chain, "EC"))))
        .isEqualTo(Reason.GATE_NO_EVIDENCE);
    assertThat(catchThrowable(() -> kit.trustManager().checkServerTrusted(chain, "EC")))
        .hasMessage("this trust manager checks clients only");
  }

  @Test
  void rulesThatAllowNobodyOrEverybodyAreErrors() {
    assertThat(catchThrowable(() -> rules().build()))
        .hasMessage("no client is allowed: add ids(…), names(…) or keys(…)");
    assertThat(catchThrowable(() -> ClientRules.roots(TrustRoots.system())))
        .hasMessageContaining("issue to every applicant");
  }

  /** What the handshake has found isn't looked for again on each request. */
  @Test
  void evidenceIsThatOfTheHandshake() throws Exception {
    ServerKit kit = trust.server(rules().names("*.corp.example").build());
    ServerKit other = trust.server(rules().names("billing.corp.example").build());
    Instant then = internet.now();
    SSLSession session = sessionOf(kit, corp.client("billing.corp.example"));
    internet.now(then.plusSeconds(10));

    ClientEvidence evidence = kit.check(session);
    assertThat(evidence.judgedAt()).isEqualTo(then);
    assertThat(kit.check(session)).isSameAs(evidence);
    assertThat(evidence).hasToString(evidence.path().toString());

    ClientEvidence again = other.check(session);
    assertThat(again.judgedAt()).isEqualTo(then.plusSeconds(10));
    assertThat(other.check(session)).isSameAs(again);
    trust.close();
    assertThat(internet.events())
        .filteredOn(Judged.class::isInstance)
        .extracting(event -> ((Judged) event).outcome())
        .containsExactly(AuditEvent.Outcome.ALLOWED, AuditEvent.Outcome.ALLOWED);
  }

  @Test
  void contextAndParametersAreLimited() {
    ServerKit kit = trust.server(rules().ids(ID).build());

    assertThat(
            kit.context(Identities.of(server.asClient()))
                .getServerSessionContext()
                .getSessionTimeout())
        .isEqualTo(900);
    assertThat(kit.parameters().getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
    assertThat(kit.parameters().getNeedClientAuth()).isTrue();
  }

  @Test
  void rulesAreASentence() {
    SpkiPin pin = SpkiPin.of(server.certificate());

    assertThat(rules().ids(ID).names("*.corp.example").keys(pin).build().toString())
        .startsWith("clients under only the root ")
        .endsWith(" with " + ID + " or *.corp.example or " + pin);
  }

  @Test
  void trustManagerChecksClientsInTlsOnly() throws Exception {
    ServerKit kit = trust.server(rules().ids(ID).build());
    X509Certificate[] chain = corp.svid(ID).chain().toArray(new X509Certificate[0]);
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    try (Socket plain = new Socket()) {
      assertThat(
              reason(
                  catchThrowable(() -> kit.trustManager().checkClientTrusted(chain, "EC", plain))))
          .isEqualTo(Reason.GATE_NO_EVIDENCE);
      assertThat(catchThrowable(() -> kit.trustManager().checkServerTrusted(chain, "EC", plain)))
          .hasMessage("this trust manager checks clients only");
    }
    assertThat(
            reason(
                catchThrowable(() -> kit.trustManager().checkClientTrusted(chain, "EC", engine))))
        .isEqualTo(Reason.GATE_NO_EVIDENCE);
    assertThat(catchThrowable(() -> kit.trustManager().checkServerTrusted(chain, "EC", engine)))
        .hasMessage("this trust manager checks clients only");
  }

  @Test
  void serversKeyFitsWhatTheClientAccepts() {
    ServedIdentity ec = new ServedIdentity(Identities.of(server.asClient()));
    TestCa.Identity rsaKey =
        corp.odd(ID)
            .purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)
            .key("RSA", 2048)
            .identity();
    ServedIdentity rsa = new ServedIdentity(Identities.of(rsaKey.asClient()));

    assertThat(ec.chooseServerAlias("EC", null, null)).isNotNull();
    assertThat(ec.chooseServerAlias("EC_EC", null, null)).isNotNull();
    assertThat(ec.chooseServerAlias("RSA", null, null)).isNull();
    assertThat(rsa.chooseServerAlias("RSA", null, null)).isNotNull();
    assertThat(rsa.chooseServerAlias("EC", null, null)).isNull();
    assertThat(ec.chooseClientAlias(new String[] {"EC"}, null, null)).isNull();
  }
}
