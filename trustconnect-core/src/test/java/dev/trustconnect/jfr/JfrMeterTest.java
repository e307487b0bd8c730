package dev.trustconnect.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recording has what a {@code TrustConnect} did, and {@code jfr print} shows it. */
@Timeout(120)
class JfrMeterTest {
  private static final String HOST = "api.example.test";
  private static final String PINNED = "other.example.test";

  @TempDir Path folder;

  private static void connect(TestInternet internet, TrustConnect trust, String host)
      throws IOException {
    int port = internet.server(host).port();
    try (SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(host, port)) {
      socket.startHandshake();
    }
  }

  private Path recording() throws IOException {
    Path file = folder.resolve("recording.jfr");
    try (TestInternet internet = TestInternet.usual();
        Recording recording = new Recording();
        TrustConnect trust =
            internet
                .trust()
                .policies(
                    TestInternet.policy(HOST).build(),
                    TestInternet.policyWithUnmatchedPins(PINNED).build())
                .meter(new JfrMeter())
                .build()) {
      recording.start();
      connect(internet, trust, HOST);
      assertThat(catchThrowable(() -> connect(internet, trust, PINNED))).isNotNull();
      recording.stop();
      recording.dump(file);
    }
    return file;
  }

  private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
    return events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
  }

  @Test
  void lookupsQuestionsHandshakesAndDecisionsAreRecorded() throws IOException {
    List<RecordedEvent> events = RecordingFile.readAllEvents(recording());

    assertThat(of(events, "trustconnect.Lookup"))
        .extracting(e -> e.getString("host"), e -> e.getString("verdict"))
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(HOST, "SECURE"),
            org.assertj.core.groups.Tuple.tuple(PINNED, "SECURE"));
    assertThat(of(events, "trustconnect.Lookup"))
        .allSatisfy(
            event -> {
              assertThat(event.getString("source")).isEqualTo("upstream");
              assertThat(event.getDuration("elapsed")).isPositive();
              assertThat(event.getEventType().getCategoryNames()).containsExactly("TrustConnect");
            });
    assertThat(of(events, "trustconnect.Question"))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.getString("reason")).isEqualTo("none"));
    assertThat(of(events, "trustconnect.Handshake"))
        .extracting(e -> e.getString("host"), e -> e.getString("reason"))
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(HOST, "none"),
            org.assertj.core.groups.Tuple.tuple(PINNED, "pin.not-in-path"));
    assertThat(of(events, "trustconnect.Judged"))
        .filteredOn(event -> event.getString("outcome").equals("refused"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getString("gate")).isEqualTo("handshake");
              assertThat(event.getString("policy")).isEqualTo(PINNED);
              assertThat(event.getString("reason")).isEqualTo("pin.not-in-path");
            });
  }

  @Test
  void jfrPrintShowsThem() throws Exception {
    Path file = recording();
    Path jfr = Path.of(System.getProperty("java.home"), "bin", "jfr");

    Process print =
        new ProcessBuilder(jfr.toString(), "print", "--events", "trustconnect.*", file.toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(print.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(print.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(print.exitValue()).as(text).isZero();
    assertThat(text)
        .contains("trustconnect.Lookup {", "trustconnect.Question {", "trustconnect.Handshake {")
        .contains("reason = \"pin.not-in-path\"");
  }
}
