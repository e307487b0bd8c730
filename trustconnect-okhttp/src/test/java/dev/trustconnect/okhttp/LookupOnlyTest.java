package dev.trustconnect.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.resolve.TrustedResolver;
import java.util.Arrays;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;

class LookupOnlyTest {

  @Test
  void asynchronousDnsIsMadeOnlyWhereOkHttpAsksForIt() {
    boolean okHttpAsks =
        Arrays.stream(Dns.class.getMethods())
            .anyMatch(method -> method.getName().equals("newCall"));
    try (TrustedResolver resolver = new WorldUpstream(WorldUpstream.WORLD).resolver().build()) {
      Class<?> made = TrustedDns.over(resolver).getClass();

      // By name: on OkHttp 4 the other class isn't to be touched.
      assertThat(made.getSimpleName()).isEqualTo(okHttpAsks ? "AsyncTrustedDns" : "TrustedDns");
    }
  }
}
