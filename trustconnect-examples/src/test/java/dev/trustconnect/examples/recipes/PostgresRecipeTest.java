package dev.trustconnect.examples.recipes;

import static dev.trustconnect.examples.recipes.RecipeWorld.DB;
import static dev.trustconnect.examples.recipes.RecipeWorld.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;
import org.xbill.DNS.Type;

/** What the recipe for PostgreSQL's driver reaches, measured: README's table says no more. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PostgresRecipeTest {
  private static final String ROGUE = "127.0.1.66";
  private static final String USER = "billing-user";
  private static final String PASSWORD = "the-database-password";

  private final RecipeWorld world = new RecipeWorld();
  private final TestCa.Identity identity = world.internet.ca().server(DB);
  private final FakePostgres server = new FakePostgres("127.0.1.13", 0, identity);
  private final FakePostgres rogue =
      new FakePostgres(ROGUE, server.port(), world.internet.ca().server(DB));
  private final TrustConnect trust = world.trust();

  @BeforeEach
  void use() {
    world.believe(DB, "127.0.1.13");
    PostgresRecipe.use(trust);
  }

  @AfterEach
  void close() {
    PostgresRecipe.stop(trust);
    trust.close();
    server.close();
    rogue.close();
    world.close();
  }

  private PGSimpleDataSource source() {
    return loggedIn(PostgresRecipe.dataSource(DB, server.port()));
  }

  private static PGSimpleDataSource loggedIn(PGSimpleDataSource source) {
    source.setUser(USER);
    source.setPassword(PASSWORD);
    source.setAssumeMinServerVersion("12"); // it sends its settings at once
    return source;
  }

  private static String version(PGSimpleDataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return connection.getMetaData().getDatabaseProductVersion();
    }
  }

  private static Throwable failure(PGSimpleDataSource source) {
    return catchThrowable(() -> version(source));
  }

  @Test
  void healthyLoginIsAcceptedAndAudited() throws SQLException {
    assertThat(version(source())).isEqualTo("17.0");
    trust.close();

    assertThat(server.received()).hasSize(2);
    assertThat(server.received().get(0)).contains(USER);
    assertThat(server.received().get(1)).contains(PASSWORD);
    assertThat(world.audited(Gate.NAME, Outcome.ALLOWED, DB)).isTrue();
    assertThat(world.audited(Gate.HANDSHAKE, Outcome.ALLOWED, DB)).isTrue();
  }

  @Test
  void poisonedAddressGetsNoConnection() {
    world.internet.harm(Harm.replace(DB, Type.A, RecipeWorld.to(ROGUE)));
    world.believe(DB, ROGUE);

    assertRefused(failure(source()), Reason.SIGNATURE_INVALID);

    assertThat(rogue.asked()).isEmpty();
    assertThat(rogue.received()).isEmpty();
  }

  /** The name is true, the JVM's resolver isn't, and a trusted CA has erred. */
  @Test
  void addressOfTheJvmsResolverIsNotUsed() throws SQLException {
    world.believe(DB, ROGUE);

    assertThat(version(source())).isEqualTo("17.0");

    assertThat(rogue.asked()).isEmpty();
  }

  /** Zone and certificate are the stranger's, and properly signed: only the pins tell. */
  @Test
  void misIssuedCertificateOutsideThePinsGetsNoLogin() throws SQLException {
    pin(TestCa.pin(identity.certificate()));
    assertThat(version(source())).isEqualTo("17.0");

    world.internet.harm(Harm.resign(DB, Type.A, RecipeWorld.to(ROGUE)));
    try (TrustConnect fresh = world.internet.trust().policies(trust.policies()).build()) {
      PostgresRecipe.stop(trust);
      PostgresRecipe.use(fresh);
      try {
        assertRefused(failure(source()), Reason.PIN_NOT_IN_PATH);
      } finally {
        PostgresRecipe.stop(fresh);
      }
    }

    assertThat(rogue.asked()).containsExactly("connect", "tls");
    assertThat(rogue.received()).isEmpty();
  }

  private void pin(String pin) {
    trust.replacePolicies(world.policiesWithPin(DB, pin));
  }

  @Test
  void serverThatSaysItHasNoTlsGetsNoLogin() {
    server.withoutTls();

    assertThat(failure(source())).isInstanceOf(SQLException.class);

    assertThat(server.asked()).containsExactly("connect", "tls");
    assertThat(server.received()).isEmpty();
  }

  @Test
  void weakenedDataSourceMakesNoConnection() {
    PGSimpleDataSource cleartext = source();
    cleartext.setSslMode("disable");
    PGSimpleDataSource unchecked = source();
    unchecked.setSslfactory("org.postgresql.ssl.NonValidatingFactory");

    assertThat(failure(cleartext)).isInstanceOf(SQLException.class);
    assertThat(failure(unchecked)).isInstanceOf(SQLException.class);

    assertThat(server.asked()).isEmpty();
  }

  @Test
  void withoutATrustConnectNoConnectionIsMade() throws SQLException {
    PostgresRecipe.stop(trust);
    assertThat(failure(source())).isInstanceOf(SQLException.class);
    assertThat(server.asked()).isEmpty();

    PostgresRecipe.use(trust);
    assertThat(version(source())).isEqualTo("17.0");
  }

  @Test
  void trustConnectIsNotReplacedByAnother() {
    try (TrustConnect another = world.trust()) {
      assertThatThrownBy(() -> PostgresRecipe.use(another))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void socksProxyOfTheJvmIsNotUsed() {
    try (ConnectProxy proxy = new ConnectProxy(new InetSocketAddress(ROGUE, rogue.port()))) {
      RecipeWorld.withSocksProxyOfTheJvm(
          proxy, server.port(), () -> assertThat(failure(source())).isNull());
      assertThat(proxy.asked()).isEmpty();
    }
    assertThat(rogue.asked()).isEmpty();
  }

  @Test
  void boundAddressCanBeRequired() throws SQLException {
    trust.replacePolicies(world.policiesWithBoundAddress(DB));

    assertThat(version(source())).isEqualTo("17.0");
  }

  @Test
  void openConnectionThatNewPoliciesRefuseIsClosed() throws SQLException {
    try (Connection connection = source().getConnection()) {
      pin(TestCa.pin(identity.certificate()));
      assertThat(connection.isClosed()).isFalse();

      pin(TestInternet.SPARE_PIN.toString());
      assertThat(connection.isClosed()).isTrue();
    }
  }

  /** The driver opens another connection for it, to a proven address, and asks for no TLS there. */
  @Test
  void cancellingAQuerySendsItsKeyInTheClear() throws Exception {
    try (Connection connection = source().getConnection()) {
      connection.unwrap(PgConnection.class).cancelQuery();
      server.awaitCancelled();
    }
    assertThat(server.asked())
        .as("what README admits")
        .containsExactly("connect", "tls", "connect", "cancel");
  }

  /** What the same rogue gets from an ordinary data source, so that the zeros mean something. */
  @Test
  void ordinaryDataSourceGivesTheRogueThePassword(@TempDir Path folder) throws SQLException {
    world.believe(DB, ROGUE);
    PGSimpleDataSource ordinary = loggedIn(new PGSimpleDataSource());
    ordinary.setServerNames(new String[] {DB});
    ordinary.setPortNumbers(new int[] {server.port()});
    ordinary.setSslMode("verify-full");
    ordinary.setSslRootCert(world.internet.ca().writePem(folder.resolve("ca.pem")).toString());

    assertThat(version(ordinary)).isEqualTo("17.0");

    assertThat(rogue.received().get(1)).contains(PASSWORD);
  }
}
