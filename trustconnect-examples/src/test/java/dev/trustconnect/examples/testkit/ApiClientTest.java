package dev.trustconnect.examples.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.TestInternetExtension;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApiClientTest {
  @RegisterExtension
  static final TestInternetExtension internet = TestInternetExtension.serving("api.example.com");

  @Test
  void poisonedNameNeverReceivesTheKey() {
    TlsPeer rogue = internet.poison("api.example.com");
    try (TrustConnect trust = internet.trust().build()) {
      ApiClient client = new ApiClient(trust, internet.url("api.example.com", "/v1"));
      IOException refused = assertThrows(IOException.class, () -> client.get("secret"));
      assertEquals(Reason.SIGNATURE_INVALID, TrustRefusal.in(refused).orElseThrow().reason());
    }
    assertEquals(0, rogue.bytesReceived());
  }
}
