package dev.trustconnect.examples.recipes;

import static dev.trustconnect.examples.recipes.RecipeWorld.PROMPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.Harvest;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Client certificates of the recipes for gRPC: a channel has one host, and so one identity. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GrpcIdentitiesTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa corp = TestCa.create("Corp");
  private final TestCa.Identity payments = corp.client("payments.example.test");
  private final TestCa.Identity reports = corp.client("reports.example.test");
  private final Harvest harvest = new Harvest();

  private interface Made {
    ManagedChannel by(TrustConnect trust, String host, int port);
  }

  /**
   * @param showsItsPeer whether the handshake sees the address
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

  /** A server, and a channel of a client with two identities to it. */
  private final class Pair implements AutoCloseable {
    private final GrpcServer server;
    private final TrustConnect trust;
    private final GrpcNames names;
    private final GrpcRecipesTest.Open channel;

    private Pair(Row row, TestCa.Identity identity, EndpointPolicy policy) {
      server = new GrpcServer("127.0.1.10", 0, identity, harvest);
      trust =
          internet
              .trust()
              .identity("payments", Identities.of(payments.asClient()))
              .identity("reports", Identities.of(reports.asClient()))
              .policy(policy)
              .build();
      names = new GrpcNames(trust);
      NameResolverRegistry.getDefaultRegistry().register(names);
      channel = new GrpcRecipesTest.Open(row.made.by(trust, HOST, server.port()));
    }

    private String ask() {
      return channel.ask();
    }

    @Override
    public void close() {
      channel.close();
      NameResolverRegistry.getDefaultRegistry().deregister(names);
      trust.close();
      server.close();
    }
  }

  @AfterEach
  void close() {
    internet.close();
  }

  private EndpointPolicy.Builder policy() {
    return TestInternet.policy(HOST).roots(TrustRoots.of(corp.certificate()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void serverOfThePolicyGetsTheCertificate(Row row) {
    try (Pair pair = new Pair(row, corp.server(HOST), policy().identity("payments").build())) {
      assertThat(pair.ask()).contains(PROMPT);
    }
    assertThat(harvest.certificates()).containsExactly(payments.certificate());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void serverOfAPolicyWithoutIdentityGetsNone(Row row) {
    try (Pair pair = new Pair(row, corp.server(HOST), policy().build())) {
      assertThat(pair.ask()).contains(PROMPT);
    }
    assertThat(harvest.certificates()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void misissuedRogueGetsNeitherCertificateNorCall(Row row) {
    EndpointPolicy policy = policy().identity("payments").build();
    try (Pair pair = new Pair(row, internet.ca().server(HOST), policy)) {
      RecipeWorld.assertRefused(catchThrowable(pair::ask), Reason.PATH_ISSUER_UNKNOWN);
      assertThat(pair.server.received()).isEmpty();
    }
    assertThat(harvest.certificates()).isEmpty();
  }

  /** Any public authority could have issued the server's certificate. */
  @ParameterizedTest
  @MethodSource("rows")
  void policyWithoutRootsReleasesItOnlyWhereThePeerIsShown(Row row) {
    EndpointPolicy policy = TestInternet.policy(HOST).identity("payments").build();
    try (Pair pair = new Pair(row, internet.ca().server(HOST), policy)) {
      assertThat(pair.ask()).contains(PROMPT);
    }
    assertThat(harvest.certificates()).hasSize(row.showsItsPeer ? 1 : 0);
  }

  /** One call is refused, since a call that was begun can't change its connection. */
  @ParameterizedTest
  @MethodSource("rows")
  void connectionOfAnotherIdentityIsLeft(Row row) {
    try (Pair pair = new Pair(row, corp.server(HOST), policy().identity("payments").build())) {
      assertThat(pair.ask()).contains(PROMPT);
      pair.trust.replacePolicies(policy().identity("reports").build());

      Throwable thrown = catchThrowable(pair::ask);
      assertThat(pair.server.received()).hasSize(thrown == null ? 4 : 2);
      assertThat(pair.ask()).contains(PROMPT);
    }
    assertThat(harvest.certificates())
        .containsExactly(payments.certificate(), reports.certificate());
  }
}
