package dev.trustconnect.okhttp;

import dev.trustconnect.TrustConnect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.TlsVersion;

/** The ways to protect a client that this OkHttp has. */
record Wiring(
    String name, BiFunction<TrustConnect, OkHttpClient.Builder, OkHttpClient.Builder> wire) {
  static final Wiring INSTALLED = new Wiring("installed", TrustConnectOkHttp::install);

  /** The older handshake has other messages in another order, and resumes by session id. */
  static final Wiring INSTALLED_ON_TLS_1_2 =
      new Wiring(
          "installed, on TLS 1.2",
          (trust, builder) ->
              TrustConnectOkHttp.install(trust, builder)
                  .connectionSpecs(
                      List.of(
                          new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
                              .tlsVersions(TlsVersion.TLS_1_2)
                              .build(),
                          ConnectionSpec.CLEARTEXT)));

  static final Wiring PLUGGED_IN =
      new Wiring(
          "plugged in",
          (trust, builder) -> builder.addInterceptor(new TrustConnectInterceptor(trust)));

  static List<Wiring> all() {
    List<Wiring> all = new ArrayList<>(List.of(INSTALLED, INSTALLED_ON_TLS_1_2));
    if (OkHttpAbilities.overridesPerCall()) {
      all.add(PLUGGED_IN);
    }
    return all;
  }

  /** Whether it has a network interceptor, too. */
  boolean isInstalled() {
    return !equals(PLUGGED_IN);
  }

  OkHttpClient client(TrustConnect trust) {
    return client(trust, new OkHttpClient.Builder());
  }

  OkHttpClient client(TrustConnect trust, OkHttpClient.Builder builder) {
    return wire.apply(trust, builder).build();
  }

  @Override
  public String toString() {
    return name;
  }
}
