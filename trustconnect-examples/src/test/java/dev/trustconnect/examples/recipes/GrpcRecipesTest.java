package dev.trustconnect.examples.recipes;

import static dev.trustconnect.examples.recipes.RecipeWorld.API;
import static dev.trustconnect.examples.recipes.RecipeWorld.KEY;
import static dev.trustconnect.examples.recipes.RecipeWorld.PROMPT;
import static dev.trustconnect.examples.recipes.RecipeWorld.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Type;

/** What the recipes for gRPC reach, measured: README's table says no more. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GrpcRecipesTest {
  private static final String ROGUE = "127.0.1.66";

  private final RecipeWorld world = new RecipeWorld();
  private final TestCa.Identity identity = world.internet.ca().server(API);
  private final GrpcServer server = new GrpcServer("127.0.1.10", 0, identity);

  /** It speaks HTTP/2, at the server's port, with a mis-issued certificate. */
  private final TlsPeer rogue =
      TlsPeer.builder(world.internet.ca().server(API)).address(ROGUE).port(server.port()).start();

  private final TrustConnect trust = world.trust();
  private final GrpcNames names = new GrpcNames(trust);

  private interface Made {
    ManagedChannel by(TrustConnect trust, String host, int port);
  }

  /**
   * @param showsItsPeer whether {@code requireBoundAddress} can be met
   */
  private record Row(String name, boolean showsItsPeer, Made made) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("over OkHttp", true, GrpcRecipe::overOkHttp),
        new Row("over Netty", false, GrpcRecipe::overNetty));
  }

  /** A channel that ends with the test's block. */
  record Open(ManagedChannel channel) implements AutoCloseable {
    String ask() {
      return GrpcServer.ask(channel, KEY, PROMPT);
    }

    @Override
    public void close() {
      channel.shutdownNow();
      try {
        assertThat(channel.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while the channel ends", e);
      }
    }
  }

  @BeforeEach
  void register() {
    NameResolverRegistry.getDefaultRegistry().register(names);
  }

  @AfterEach
  void close() {
    NameResolverRegistry.getDefaultRegistry().deregister(names);
    trust.close();
    server.close();
    rogue.close();
    world.close();
  }

  private Open open(Row row) {
    return new Open(row.made.by(trust, API, server.port()));
  }

  private void pin(String pin) {
    trust.replacePolicies(world.policiesWithPin(API, pin));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void healthyCallsAreAnsweredAndAudited(Row row) {
    try (Open open = open(row)) {
      assertThat(open.ask()).isEqualTo("you said " + PROMPT);
      assertThat(GrpcServer.tell(open.channel, KEY, PROMPT))
          .toIterable()
          .containsExactly("the", "whole", "secret", "prompt");
    }
    trust.close();

    assertThat(server.received()).containsExactly(KEY, PROMPT, KEY, PROMPT);
    assertThat(world.audited(Gate.NAME, Outcome.ALLOWED, API)).isTrue();
    assertThat(world.audited(Gate.HANDSHAKE, Outcome.ALLOWED, API)).isTrue();
    assertThat(world.audited(Gate.EXCHANGE, Outcome.ALLOWED, API)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void poisonedAddressGetsNoByte(Row row) {
    world.internet.harm(Harm.replace(API, Type.A, RecipeWorld.to(ROGUE)));
    world.believe(API, ROGUE);
    try (Open open = open(row)) {
      assertRefused(catchThrowable(open::ask), Reason.SIGNATURE_INVALID);
    }
    assertThat(rogue.connections()).isZero();
    assertThat(rogue.bytesReceived()).isZero();
  }

  /** The name is true, the JVM's resolver isn't, and a trusted CA has erred. */
  @ParameterizedTest
  @MethodSource("rows")
  void addressOfTheJvmsResolverIsNotUsed(Row row) {
    world.believe(API, ROGUE);
    try (Open open = open(row)) {
      assertThat(open.ask()).isEqualTo("you said " + PROMPT);
    }
    assertThat(rogue.connections()).isZero();
    assertThat(rogue.bytesReceived()).isZero();
  }

  /** Zone and certificate are the stranger's, and properly signed: only the pins tell. */
  @ParameterizedTest
  @MethodSource("rows")
  void misIssuedCertificateOutsideThePinsGetsNoRequest(Row row) {
    pin(TestCa.pin(identity.certificate()));
    try (Open open = open(row)) {
      assertThat(open.ask()).isEqualTo("you said " + PROMPT);
    }
    try (TrustConnect fresh = world.internet.trust().policies(trust.policies()).build()) {
      GrpcNames freshNames = new GrpcNames(fresh);
      NameResolverRegistry.getDefaultRegistry().deregister(names);
      NameResolverRegistry.getDefaultRegistry().register(freshNames);
      world.internet.harm(Harm.resign(API, Type.A, RecipeWorld.to(ROGUE)));
      try (Open open = new Open(row.made.by(fresh, API, server.port()))) {
        assertRefused(catchThrowable(open::ask), Reason.PIN_NOT_IN_PATH);
      } finally {
        NameResolverRegistry.getDefaultRegistry().deregister(freshNames);
      }
    }
    assertThat(rogue.connections()).isPositive();
    assertThat(rogue.requestBytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void undeclaredProxyOfTheJvmGetsNothing(Row row) {
    try (ConnectProxy proxy = new ConnectProxy(rogue)) {
      RecipeWorld.withProxyOfTheJvm(
          proxy,
          () -> {
            try (Open open = open(row)) {
              assertThat(open.ask()).isEqualTo("you said " + PROMPT);
            }
          });
      assertThat(proxy.asked()).isEmpty();
    }
    assertThat(rogue.bytesReceived()).isZero();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void openConnectionIsJudgedByNewPolicies(Row row) {
    try (Open open = open(row)) {
      assertThat(open.ask()).isEqualTo("you said " + PROMPT);
      pin(TestInternet.SPARE_PIN.toString());

      assertRefused(catchThrowable(open::ask), Reason.PIN_NOT_IN_PATH);
    }
    assertThat(server.received()).containsExactly(KEY, PROMPT);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void boundAddressCanBeRequiredOnlyWhereThePeerIsShown(Row row) {
    trust.replacePolicies(world.policiesWithBoundAddress(API));
    try (Open open = open(row)) {
      if (row.showsItsPeer) {
        assertThat(open.ask()).isEqualTo("you said " + PROMPT);
      } else {
        assertRefused(catchThrowable(open::ask), Reason.ADDRESS_NOT_SEEN);
        assertThat(server.received()).isEmpty();
      }
    }
  }

  /** One call is refused, since a call that was begun can't change its connection. */
  @ParameterizedTest
  @MethodSource("rows")
  void connectionIsLeftWhenTheNameHasMoved(Row row) {
    try (GrpcServer moved = new GrpcServer("127.0.1.67", server.port(), identity);
        Open open = open(row)) {
      assertThat(open.ask()).isEqualTo("you said " + PROMPT);
      world.internet.harm(Harm.resign(API, Type.A, RecipeWorld.to("127.0.1.67")));
      world.internet.now(world.internet.now().plus(Duration.ofHours(2)));

      assertThat(catchThrowable(open::ask)).isNotNull();
      assertThat(open.ask()).isEqualTo("you said " + PROMPT);

      assertThat(server.received()).as("before it moved").containsExactly(KEY, PROMPT);
      assertThat(moved.received()).containsExactly(KEY, PROMPT);
    }
  }

  /** The guard also sees a builder that was given the wrong settings. */
  @Test
  void cleartextIsRefusedBeforeAnythingOfTheCallIsSent() {
    try (GrpcServer cleartext = new GrpcServer("127.0.1.10", 0, null)) {
      String target = GrpcNames.target(API, cleartext.port());
      OkHttpChannelBuilder plain = OkHttpChannelBuilder.forTarget(target).usePlaintext();
      try (Open open = new Open(GrpcGuard.build(plain, trust, API, cleartext.port()))) {
        assertRefused(catchThrowable(open::ask), Reason.REQUEST_CLEARTEXT);
      }
      assertThat(cleartext.received()).isEmpty();
      try (Open unguarded =
          new Open(OkHttpChannelBuilder.forTarget(target).usePlaintext().build())) {
        assertThat(unguarded.ask()).isEqualTo("you said " + PROMPT);
      }
    }
  }

  /** What the same rogue gets from an ordinary channel, so that the zeros above mean something. */
  @Test
  void ordinaryChannelGivesTheRogueKeyAndPrompt() {
    world.believe(API, ROGUE);
    SSLSocketFactory ordinary = world.internet.ca().clientContext().getSocketFactory();
    try (Open open =
        new Open(
            OkHttpChannelBuilder.forAddress(API, server.port())
                .sslSocketFactory(ordinary)
                .proxyDetector(address -> null)
                .build())) {
      assertThat(catchThrowable(open::ask)).isNotNull(); // it isn't a gRPC server
    }
    assertThat(rogue.received(KEY)).isTrue();
    assertThat(rogue.received(PROMPT)).isTrue();
  }
}
