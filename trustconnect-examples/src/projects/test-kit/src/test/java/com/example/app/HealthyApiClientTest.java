package com.example.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The healthy twin, without JUnit's life cycle: {@link TestInternet} is closed by the test. */
class HealthyApiClientTest {
  @Test
  void servedHostReceivesTheKey() throws IOException {
    try (TestInternet internet = TestInternet.serving("api.example.com");
        TrustConnect trust = internet.trust().build()) {
      internet.server("api.example.com").answer("/v1", 200, Map.of(), "hello");

      ApiClient client = new ApiClient(trust, internet.url("api.example.com", "/v1"));

      assertEquals("hello", client.get("secret"));
      assertTrue(internet.server("api.example.com").received("secret"));
    }
  }
}
