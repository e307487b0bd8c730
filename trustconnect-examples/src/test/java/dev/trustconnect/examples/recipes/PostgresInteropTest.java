package dev.trustconnect.examples.recipes;

import static dev.trustconnect.examples.recipes.RecipeWorld.DB;
import static dev.trustconnect.examples.recipes.RecipeWorld.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** The recipe against a real PostgreSQL server, with everything that its driver does at a login. */
class PostgresInteropTest {
  private static final String USER = "billing";
  private static final String PASSWORD = "the-database-password";

  /** SCRAM's channel binding (RFC 5802 §6) needs the server's certificate from our session. */
  @Test
  void realServerIsQueriedOverTlsWithChannelBinding(@TempDir Path folder) throws Exception {
    Optional<Path> programs = RealPostgres.programs();
    assumeTrue(programs.isPresent(), "no PostgreSQL server is installed");
    try (RecipeWorld world = new RecipeWorld();
        TrustConnect trust = world.trust()) {
      TestCa.Identity identity = world.internet.ca().server(DB);
      world.believe(DB, "127.0.1.66"); // where nobody listens: the driver mustn't ask
      PostgresRecipe.use(trust);
      try (RealPostgres server =
          RealPostgres.start(programs.get(), identity, USER, PASSWORD, folder)) {
        PGSimpleDataSource source = PostgresRecipe.dataSource(DB, server.port());
        source.setUser(USER);
        source.setPassword(PASSWORD);
        source.setDatabaseName("postgres");
        source.setProperty(PGProperty.CHANNEL_BINDING, "require");

        assertThat(oneRow(source)).isEqualTo(USER + " over TLS: true");

        trust.replacePolicies(world.policiesWithPin(DB, TestInternet.SPARE_PIN.toString()));
        assertRefused(catchThrowable(() -> oneRow(source)), Reason.PIN_NOT_IN_PATH);
      } finally {
        PostgresRecipe.stop(trust);
      }
    }
  }

  private static String oneRow(PGSimpleDataSource source) throws Exception {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT current_user || ' over TLS: ' || ssl FROM pg_stat_ssl"
                    + " WHERE pid = pg_backend_pid()")) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
