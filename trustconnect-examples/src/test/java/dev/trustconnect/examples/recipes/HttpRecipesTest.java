package dev.trustconnect.examples.recipes;

import static dev.trustconnect.examples.recipes.RecipeWorld.API;
import static dev.trustconnect.examples.recipes.RecipeWorld.FILES;
import static dev.trustconnect.examples.recipes.RecipeWorld.GATEWAY;
import static dev.trustconnect.examples.recipes.RecipeWorld.KEY;
import static dev.trustconnect.examples.recipes.RecipeWorld.PROMPT;
import static dev.trustconnect.examples.recipes.RecipeWorld.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.RedirectPolicy;
import com.azure.core.util.Context;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.examples.recipes.RecipeCallers.Caller;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import io.ktor.client.HttpClient;
import io.ktor.client.HttpClientKt;
import io.ktor.client.engine.okhttp.OkHttp;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Type;

/** What the recipes for HTTP clients reach, measured: README's table says no more. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HttpRecipesTest {
  private final RecipeWorld world = new RecipeWorld();
  private final TlsPeer api = world.internet.server(API);
  private final TrustConnect trust = world.trust();

  private interface Made {
    Caller by(TrustConnect trust) throws Exception;
  }

  /**
   * A client and what is claimed of it.
   *
   * @param showsItsPeer whether {@code requireBoundAddress} can be met
   * @param takesTheJvmsProxy whether it asks the JVM's default selector, and then refuses
   * @param leavesAtOnce whether no call is refused for a connection that the name has left
   */
  private record Row(
      String name,
      boolean showsItsPeer,
      boolean takesTheJvmsProxy,
      boolean leavesAtOnce,
      Made made) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("Feign", true, true, true, RecipeCallers::feign),
        new Row("Azure", true, true, true, RecipeCallers::azure),
        new Row("Ktor", true, true, true, RecipeCallers::ktor),
        new Row("Jetty", false, false, false, RecipeCallers::jetty),
        new Row("AWS SDK, asynchronous", false, false, true, RecipeCallers::awsAsync));
  }

  @AfterEach
  void close() {
    trust.close();
    world.close();
  }

  private static Throwable failure(Caller caller, String url) {
    return catchThrowable(() -> caller.call(url));
  }

  private static void nothingArrived(TlsPeer rogue) {
    assertThat(rogue.connections()).isZero();
    assertThat(rogue.bytesReceived()).isZero();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void healthyCallIsAnsweredAndAudited(Row row) throws Exception {
    try (Caller caller = row.made.by(trust)) {
      assertThat(caller.call(api.url(API, "/v1"))).isEqualTo("hello from 127.0.1.10");
    }
    trust.close();

    assertThat(api.received(KEY)).isTrue();
    assertThat(api.received(PROMPT)).isTrue();
    assertThat(world.audited(Gate.NAME, Outcome.ALLOWED, API)).isTrue();
    assertThat(world.audited(Gate.HANDSHAKE, Outcome.ALLOWED, API)).isTrue();
    assertThat(world.audited(Gate.EXCHANGE, Outcome.ALLOWED, API)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void poisonedAddressGetsNoByte(Row row) throws Exception {
    TlsPeer rogue = world.internet.poison(API);
    world.believe(API, rogue.address());
    try (Caller caller = row.made.by(trust)) {
      assertRefused(failure(caller, api.url(API, "/v1")), Reason.SIGNATURE_INVALID);
    }
    nothingArrived(rogue);
  }

  /** The name is true, the JVM's resolver isn't, and a trusted CA has erred. */
  @ParameterizedTest
  @MethodSource("rows")
  void addressOfTheJvmsResolverIsNotUsed(Row row) throws Exception {
    TlsPeer rogue = world.internet.rogue(API);
    world.believe(API, rogue.address());
    try (Caller caller = row.made.by(trust)) {
      assertThat(caller.call(api.url(API, "/v1"))).isEqualTo("hello from 127.0.1.10");
    }
    nothingArrived(rogue);
  }

  /** Zone and certificate are the stranger's, and properly signed: only the pins tell. */
  @ParameterizedTest
  @MethodSource("rows")
  void misIssuedCertificateOutsideThePinsGetsNoRequest(Row row) throws Exception {
    String url = world.internet.url(GATEWAY, "/v1");
    try (Caller caller = row.made.by(trust)) {
      assertThat(caller.call(url)).isEqualTo("hello from 127.0.1.11");
    }
    TlsPeer rogue = world.internet.hijack(GATEWAY);
    world.believe(GATEWAY, rogue.address());
    try (TrustConnect fresh = world.trust();
        Caller caller = row.made.by(fresh)) {
      assertRefused(failure(caller, url), Reason.PIN_NOT_IN_PATH);
    }
    assertThat(rogue.connections()).isPositive();
    assertThat(rogue.requestBytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void redirectCarriesNothing(Row row) throws Exception {
    TlsPeer files = world.internet.server(FILES);
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start();
        Caller caller = row.made.by(trust)) {
      for (String away :
          List.of(
              files.url(FILES, "/collect"),
              "http://" + API + ":" + cleartext.port() + "/collect")) {
        api.redirect("/v1", 307, away);
        Throwable unused = failure(caller, api.url(API, "/v1")); // some answer 307, some throw
      }
      assertThat(files.requestBytes()).isZero();
      nothingArrived(cleartext);
    }
    assertThat(api.requests()).as("it was sent, and no further").hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void cleartextUrlIsRefused(Row row) throws Exception {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start();
        Caller caller = row.made.by(trust)) {
      assertRefused(
          failure(caller, "http://" + API + ":" + cleartext.port() + "/v1"),
          Reason.REQUEST_CLEARTEXT);
      nothingArrived(cleartext);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void undeclaredProxyOfTheJvmGetsNothing(Row row) throws Exception {
    try (TlsPeer misIssued =
            TlsPeer.builder(world.internet.ca().server(API)).address("127.0.1.67").start();
        ConnectProxy proxy = new ConnectProxy(misIssued)) {
      RecipeWorld.withProxyOfTheJvm(
          proxy,
          () -> {
            try (Caller caller = row.made.by(trust)) {
              if (row.takesTheJvmsProxy) {
                assertRefused(failure(caller, api.url(API, "/v1")), Reason.ADDRESS_NOT_PROVEN);
              } else {
                assertThat(caller.call(api.url(API, "/v1"))).isEqualTo("hello from 127.0.1.10");
              }
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      assertThat(proxy.asked()).isEmpty();
      nothingArrived(misIssued);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void boundAddressCanBeRequiredOnlyWhereThePeerIsShown(Row row) throws Exception {
    trust.replacePolicies(world.policiesWithBoundAddress(API));
    try (Caller caller = row.made.by(trust)) {
      if (row.showsItsPeer) {
        assertThat(caller.call(api.url(API, "/v1"))).isEqualTo("hello from 127.0.1.10");
      } else {
        assertRefused(failure(caller, api.url(API, "/v1")), Reason.ADDRESS_NOT_SEEN);
        assertThat(api.requests()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void pooledConnectionOfOtherPoliciesIsNotUsed(Row row) throws Exception {
    try (Caller caller = row.made.by(trust)) {
      assertThat(caller.call(api.url(API, "/v1"))).isEqualTo("hello from 127.0.1.10");
      trust.replacePolicies(world.policiesWithPin(API, TestInternet.SPARE_PIN.toString()));
      assertThat(failure(caller, api.url(API, "/v1"))).isNotNull();
      assertThat(api.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void pooledConnectionIsLeftWhenTheNameHasMoved(Row row) throws Exception {
    try (TlsPeer moved =
            TlsPeer.builder(world.internet.ca().server(API))
                .address("127.0.1.67")
                .port(api.port())
                .start();
        Caller caller = row.made.by(trust)) {
      assertThat(caller.call(api.url(API, "/v1"))).isEqualTo("hello from 127.0.1.10");
      world.internet.harm(Harm.resign(API, Type.A, RecipeWorld.to(moved.address())));
      world.internet.now(world.internet.now().plus(Duration.ofHours(2)));

      if (!row.leavesAtOnce) {
        Throwable unused = failure(caller, api.url(API, "/v1"));
      }
      assertThat(caller.call(api.url(API, "/v1"))).isEqualTo("hello from 127.0.1.67");
      assertThat(api.requests()).as("before it moved").hasSize(1);
    }
  }

  /** Why README says to leave it out: to Azure's client the second request is a call of its own. */
  @Test
  void redirectPolicyOfAnAzurePipelineCarriesTheKeyToAnAllowedHost() {
    TlsPeer files = world.internet.server(FILES);
    api.redirect("/v1", 302, files.url(FILES, "/collect"));
    HttpPipeline pipeline =
        new HttpPipelineBuilder()
            .httpClient(AzureRecipe.client(trust))
            .policies(new RedirectPolicy())
            .build();

    var unusedAnswer =
        pipeline.sendSync(
            new HttpRequest(HttpMethod.GET, api.url(API, "/v1"))
                .setHeader(HttpHeaderName.fromString("x-api-key"), KEY),
            Context.NONE);

    assertThat(files.received(KEY)).as("what README admits").isTrue();
  }

  /** Why the recipe turns them off: to OkHttp the second request is a call of its own. */
  @Test
  void redirectsThatKtorFollowsCarryTheKeyToAnAllowedHost() throws Exception {
    TlsPeer files = world.internet.server(FILES);
    api.redirect("/v1", 302, files.url(FILES, "/collect"));
    HttpClient following =
        HttpClientKt.HttpClient(
            OkHttp.INSTANCE,
            config -> KtorRecipe.over(config, TrustConnectOkHttp.newClient(trust)));
    try (Caller caller =
        RecipeCallers.ktor(following, io.ktor.http.HttpMethod.Companion.getGet())) {
      assertThat(caller.call(api.url(API, "/v1"))).contains("hello");
    }
    assertThat(files.received(KEY)).as("what README admits").isTrue();
  }
}
