package dev.trustconnect.examples.recipes;

import java.util.Properties;
import org.postgresql.ssl.WrappedFactory;

/** The {@code sslfactory}: TLS over a socket of {@link PostgresSockets}, checked by our kit. */
public final class PostgresTls extends WrappedFactory {
  /** The driver creates one for each connection. */
  public PostgresTls(Properties connection) {
    factory = PostgresRecipe.trust(connection).tls().socketFactory();
  }
}
