package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A policy whose roots are the Java runtime's: they issue to anybody, so they prove no peer. */
@Timeout(120)
class PublicRootsTest {
  private static final String HOST = "api.example.test";
  private static final String STORE = "javax.net.ssl.trustStore";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa.Identity ours = TestCa.create("Corp").client("payments.example.test");

  @TempDir Path folder;

  @AfterEach
  void close() {
    internet.close();
  }

  /** The Java runtime's roots, in a runtime that trusts {@code authority} only. */
  private TrustRoots runtimesRoots(TestCa authority) throws Exception {
    Path file = folder.resolve("cacerts");
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setCertificateEntry("public", authority.certificate());
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "changeit".toCharArray());
    }
    String before = System.getProperty(STORE);
    System.setProperty(STORE, file.toString());
    try {
      return TrustRoots.system();
    } finally {
      if (before == null) {
        System.clearProperty(STORE);
      } else {
        System.setProperty(STORE, before);
      }
    }
  }

  @Test
  void certificateOfAnyPublicAuthorityIsNoProofOfAPeerWhoseAddressCantBeSeen() throws Exception {
    TestCa.Identity misissued = internet.ca().server(HOST);
    TrustRoots publicRoots = runtimesRoots(internet.ca());
    TrustRoots given = TrustRoots.of(internet.ca().certificate());
    try (AskingPeer rogue = AskingPeer.builder(misissued).address("127.0.1.66").start();
        AskingPeer twin = AskingPeer.builder(misissued).start()) {
      SSLSession session = call(publicRoots, rogue);
      SSLSession unused = call(given, twin);

      assertThat(rogue.harvest()).isEmpty();
      assertThat(Evidence.of(session).orElseThrow().finding(Check.IDENTITY))
          .get()
          .isInstanceOfSatisfying(
              Finding.NotEvaluated.class,
              open -> assertThat(open.reason()).isEqualTo(Reason.ADDRESS_NOT_SEEN));
      assertThat(twin.harvest()).containsExactly(ours.certificate());
    }
  }

  /** By an engine, whose connection a deceived resolver has led to the rogue. */
  private SSLSession call(TrustRoots roots, AskingPeer server) throws Exception {
    try (TrustConnect trust =
        internet
            .trust()
            .identity("payments", Identities.of(ours.asClient()))
            .policy(TestInternet.policy(HOST).roots(roots).identity("payments").build())
            .build()) {
      SSLEngine engine = trust.tls().context().createSSLEngine(HOST, server.port());
      return EngineClient.handshake(engine, server.address(), server.port(), "TLSv1.3");
    }
  }

  @Test
  void strictProfileRefusesThem() {
    EndpointPolicy policy =
        EndpointPolicy.forHost(HOST).roots(TrustRoots.system()).identity("payments").build();

    assertThat(policy.grantsIdentityToAnyAuthority()).isTrue();
    assertThat(catchThrowable(() -> PolicyBook.of(PolicyBook.Profile.STRICT, List.of(policy))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("any server with a public certificate");
  }

  /** Public authorities don't check the URIs that they sign. */
  @Test
  void spiffeIdNeedsAuthoritiesOfItsOwn() {
    EndpointPolicy.Builder policy =
        EndpointPolicy.forHost(HOST)
            .roots(TrustRoots.system())
            .peerId("spiffe://corp.example/ns/llm/sa/gateway");

    assertThat(catchThrowable(policy::build))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the authorities that may write it");
  }
}
