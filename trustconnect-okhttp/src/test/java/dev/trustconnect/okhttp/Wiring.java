package dev.trustconnect.okhttp;

import dev.trustconnect.TrustConnect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import okhttp3.OkHttpClient;

/** The ways to protect a client that this OkHttp has. */
record Wiring(
    String name, BiFunction<TrustConnect, OkHttpClient.Builder, OkHttpClient.Builder> wire) {
  static final Wiring INSTALLED = new Wiring("installed", TrustConnectOkHttp::install);

  static final Wiring PLUGGED_IN =
      new Wiring(
          "plugged in",
          (trust, builder) -> builder.addInterceptor(new TrustConnectInterceptor(trust)));

  static List<Wiring> all() {
    List<Wiring> all = new ArrayList<>(List.of(INSTALLED));
    if (OkHttpAbilities.overridesPerCall()) {
      all.add(PLUGGED_IN);
    }
    return all;
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
