package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL's driver. It takes its factories as names of classes and creates them by itself, so
 * they find the {@link TrustConnect} here: one for the process. Until there is one, and if the data
 * source was changed to something weaker, no connection is made.
 */
public final class PostgresRecipe {
  private static final AtomicReference<TrustConnect> USED = new AtomicReference<>();

  private PostgresRecipe() {}

  /** From now on the data sources use it, until {@link #stop}. It isn't replaced by another. */
  public static void use(TrustConnect trust) {
    if (!USED.compareAndSet(null, trust)) {
      throw new IllegalStateException("another TrustConnect is in use");
    }
  }

  /** Ends what {@link #use} began. */
  public static void stop(TrustConnect trust) {
    USED.compareAndSet(trust, null);
  }

  /** A data source without user and password, for one host. */
  public static PGSimpleDataSource dataSource(String host, int port) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {host});
    source.setPortNumbers(new int[] {port});
    source.setSocketFactory(PostgresSockets.class.getName());
    source.setSslfactory(PostgresTls.class.getName());
    source.setSslMode("verify-full");
    source.setGssEncMode("disable");
    return source;
  }

  /** What the factories use, for a connection with these properties. */
  static TrustConnect trust(Properties connection) {
    TrustConnect trust = USED.get();
    if (trust == null
        || !"verify-full".equals(PGProperty.SSL_MODE.getOrDefault(connection))
        || !PostgresTls.class.getName().equals(PGProperty.SSL_FACTORY.getOrDefault(connection))) {
      throw new IllegalStateException("no TrustConnect in use, or another sslmode or sslfactory");
    }
    return trust;
  }
}
