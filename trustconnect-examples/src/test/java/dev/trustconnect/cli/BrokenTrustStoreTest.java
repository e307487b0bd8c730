package dev.trustconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Java runtime whose trust store is of no use: a property that holds for a whole process. */
class BrokenTrustStoreTest {
  private static final String REMEDY = "; repair it, or configure other roots\n";

  @TempDir private Path folder;

  private record Ended(int status, String out, String err) {}

  private Ended run(Path store, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djavax.net.ssl.trustStore=" + store,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said =
        Files.readString(err).lines().filter(line -> !line.startsWith("SLF4J")).toList().stream()
            .map(line -> line + "\n")
            .reduce("", String::concat);
    return new Ended(process.exitValue(), Files.readString(out), said);
  }

  private static void assertOneSentence(Ended ended, String beginning) {
    assertThat(ended.err()).startsWith("trustconnect: " + beginning).endsWith(REMEDY);
    assertThat(ended.err().lines()).as("no stack trace").hasSize(1);
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resolve example.com",
        "resolve --json example.com",
        "resolve --doh https://127.0.0.1:9/q example.com",
        "probe https://example.com/",
        "fetch --policy POLICY -o OUT https://example.com/",
        "probe --policy POLICY https://example.com/",
        "proxy --policy POLICY --port 0",
      })
  void emptyTrustStoreEndsEveryCommandWithOneSentence(String arguments) throws Exception {
    Path missing = folder.resolve("missing");
    Path policy =
        Files.writeString(
            folder.resolve("policy"),
            "version: 1\nupstreams: [QUAD9]\nendpoints: [{host: example.com}]\n");
    String written =
        arguments
            .replace("OUT", folder.resolve("file").toString())
            .replace("POLICY", policy.toString());

    assertOneSentence(
        run(missing, written.split(" ")),
        "the Java runtime's trust store (javax.net.ssl.trustStore="
            + missing
            + ") is missing, can't be opened or holds no trusted certificate");
  }

  @Test
  void trustStoreWithoutCertificatesIsRefused() throws Exception {
    Path store = folder.resolve("empty.p12");
    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    try (OutputStream out = Files.newOutputStream(store)) {
      empty.store(out, "changeit".toCharArray());
    }

    assertOneSentence(run(store, "resolve", "example.com"), "the Java runtime's trust store (");
    assertOneSentence(run(folder, "resolve", "example.com"), "the Java runtime's trust store (");
  }

  @Test
  void unreadableTrustStoreIsReportedWithItsCause() throws Exception {
    Path store = Files.writeString(folder.resolve("broken.jks"), "no key store\n");

    Ended ended = run(store, "probe", "https://example.com/");

    assertOneSentence(
        ended,
        "the Java runtime's trust store (javax.net.ssl.trustStore=" + store + ") can't be read: ");
  }

  /** What needs no certificates of the runtime's does its work. */
  @Test
  void commandThatNeedsNoTrustStoreRuns() throws Exception {
    assertThat(run(folder.resolve("missing"), "--help").status()).isZero();
    assertThat(run(folder.resolve("missing"), "demo", "--list").status()).isZero();
    Ended usage = run(folder.resolve("missing"), "resolve", "--nonsense");
    assertThat(usage.status()).isEqualTo(2);
    assertThat(usage.err()).contains("--nonsense");
  }
}
