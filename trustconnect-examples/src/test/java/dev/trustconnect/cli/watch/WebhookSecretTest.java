package dev.trustconnect.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSecretTest {
  @TempDir private Path folder;

  private Path file(String text, String permissions) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  /** The example of Standard Webhooks 1.0. */
  @Test
  void signsAsTheStandardsExample() {
    WebhookSecret secret = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    assertThat(
            secret.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void aPrivateFileIsReadWithoutItsLineEnd() throws IOException {
    String raw = "0123456789abcdef0123456789abcdef";
    WebhookSecret secret = WebhookSecret.read(file(raw + "\n", "rw-------"));
    assertThat(secret.signature("id", 1, "body"))
        .isEqualTo(WebhookSecret.of(raw).signature("id", 1, "body"));
    assertThat(secret.toString()).doesNotContain(raw);
  }

  @Test
  void aFileThatOthersMayReadIsRefused() throws IOException {
    Path file = file("0123456789abcdef0123456789abcdef", "rw-r-----");
    assertThatThrownBy(() -> WebhookSecret.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run chmod 600")
        .hasMessageNotContaining("0123");
  }

  @Test
  void whatIsNotASecretIsRefusedWithoutBeingQuoted() throws IOException {
    assertThatThrownBy(() -> WebhookSecret.of("whsec_***T0KEN***T0KEN***"))
        .hasMessageContaining("isn't Base64")
        .hasMessageNotContaining("T0KEN")
        .hasNoCause();
    assertThatThrownBy(() -> WebhookSecret.of("T0KEN"))
        .hasMessageContaining("at least 24")
        .hasMessageNotContaining("T0KEN");
    Path large = file("x".repeat(5000), "rw-------");
    assertThatThrownBy(() -> WebhookSecret.read(large)).hasMessageContaining("larger than 4096");
    assertThatThrownBy(() -> WebhookSecret.read(folder)).hasMessageContaining("not a regular file");
  }
}
