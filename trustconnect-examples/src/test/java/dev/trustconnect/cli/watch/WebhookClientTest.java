package dev.trustconnect.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TlsPeer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/** The webhook over TLS, through the gates. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class WebhookClientTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;
  private WatchLab lab;
  private TlsPeer receiver;
  private Path secret;

  @BeforeEach
  void open() throws Exception {
    lab = new WatchLab(folder);
    receiver =
        TlsPeer.builder(lab.lab.internet.ca().server(EndpointLab.OTHER))
            .address("127.0.1.11")
            .start();
    secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
    receiver.close();
  }

  private String[] webhook(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--webhook",
                receiver.url(EndpointLab.OTHER, "/T0KEN"),
                "--webhook-secret-file",
                secret.toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Ran test() throws Exception {
    List<String> all = new ArrayList<>(List.of("watch", "--test-event"));
    all.addAll(List.of(lab.arguments(webhook())));
    return CommandLab.run("", all.toArray(String[]::new));
  }

  private static String signature(TlsPeer.Seen seen) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String signed =
        seen.headers().get("webhook-id")
            + "."
            + seen.headers().get("webhook-timestamp")
            + "."
            + seen.body();
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theEventArrivesSigned() throws Exception {
    Ran ran = test();
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(receiver.requests()).hasSize(1);
    TlsPeer.Seen seen = receiver.requests().get(0);
    assertThat(seen.method()).isEqualTo("POST");
    assertThat(seen.pathQuery()).isEqualTo("/T0KEN");
    assertThat(seen.headers()).containsEntry("content-type", "application/json");
    assertThat(seen.headers().get("webhook-signature")).isEqualTo(signature(seen));
    assertThat(seen.body()).contains("\"id\":\"" + seen.headers().get("webhook-id") + "\"");
    assertThat(ran.out() + ran.err()).doesNotContain("T0KEN").doesNotContain(SECRET);
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    receiver.redirect("/T0KEN", 307, "https://" + EndpointLab.HOST + "/");
    Ran ran = test();
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("webhook didn't take the test event: it answered 307");
    assertThat(lab.lab.peer.connections()).isZero();
  }

  @Test
  void aReceiverWhoseNameIsBogusGetsNothing() throws Exception {
    lab.lab.internet.harm(Harm.dropRrsigs(EndpointLab.OTHER, Type.A));
    Ran ran = test();
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("dnssec.signature-missing").doesNotContain("T0KEN");
    assertThat(receiver.connections()).isZero();
  }

  @Test
  void anEventOfTheWatchArrivesAndIsCounted() throws Exception {
    String[] options = webhook("--list", lab.list().toString());
    receiver.answer("/T0KEN", 200, Map.of(), "");
    lab.start(options);
    String line =
        "trustconnect_watch_deliveries_total{"
            + "trustconnect_outcome=\"delivered\",trustconnect_receiver=\"webhook\"} 1";
    String shown = lab.get("/metrics").body();
    while (!shown.contains(line)) { // the test's own limit bounds it
      shown = lab.get("/metrics").body();
    }
    assertThat(receiver.requests().get(0).body()).contains("trustconnect.watch.started");
    assertThat(lab.end()).isZero();
  }
}
