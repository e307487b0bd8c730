package dev.trustconnect.cli.fetch;

import static dev.trustconnect.cli.lab.EndpointLab.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.ServedFile;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/** {@code trustconnect fetch} against a server on loopback: the whole file, or nothing. */
class FetchCommandTest {
  private static final byte[] LIBRARY = content(1, 300_000);
  private static final byte[] OTHER_VERSION = content(2, 200_000);

  @TempDir private Path folder;
  @TempDir private Path target;

  private EndpointLab lab;
  private ServedFile served;

  private static byte[] content(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @BeforeEach
  void open() throws IOException {
    lab = new EndpointLab(folder);
    served = lab.peer.file("/lib.jar", LIBRARY, "\"one\"");
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private Path out() {
    return target.resolve("lib.jar");
  }

  private Ran fetch(String... more) throws IOException {
    return fetchBy(lab.policy(), more);
  }

  private Ran fetchBy(Path policy, String... more) {
    return lab.run(
        "fetch",
        policy,
        Stream.concat(
                Stream.of("-o", out().toString(), lab.peer.url(HOST, "/lib.jar")), Stream.of(more))
            .toArray(String[]::new));
  }

  private void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(target)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void fileThatIsWholeAndRightAppearsUnderItsName() throws Exception {
    Ran ran = fetch("--sha256", sha256(LIBRARY).toUpperCase(Locale.ROOT));

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(Files.readAllBytes(out())).isEqualTo(LIBRARY);
    assertThat(ran.out()).isEqualTo("sha256 " + sha256(LIBRARY) + "  " + out() + "\n");
    assertThat(ran.err())
        .startsWith(HOST + " SECURE at 127.0.1.10")
        .doesNotContain("\u001b", "\r", "[#");
    try (Stream<Path> left = Files.list(target)) {
      assertThat(left).containsExactly(out());
    }
    assertThat(lab.peer.requests().get(0).headers()).containsEntry("accept-encoding", "identity");
  }

  @Test
  void wrongHashLeavesNothingAndNamesBoth() throws Exception {
    Files.writeString(out(), "the file of before");

    Ran ran = fetch("--sha256", sha256(OTHER_VERSION));

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains(sha256(LIBRARY), "wanted " + sha256(OTHER_VERSION));
    assertThat(out()).content().isEqualTo("the file of before");
    Files.delete(out());
    nothingIsLeft();
  }

  @Test
  void interruptedFetchIsResumed() throws Exception {
    served.cutOnceAfter(100_000);
    Ran cut = fetch();
    assertThat(cut.status()).isEqualTo(3);
    assertThat(cut.err()).contains("bytes are kept in", "run the same command again to resume");
    assertThat(out()).doesNotExist();

    Ran ran = fetch("--json", "--sha256", sha256(LIBRARY));

    assertThat(ran.status()).as(ran.err()).isZero();
    JsonNode line = ran.json().get(0);
    assertThat(line.path("resumedFrom").asLong()).isPositive();
    assertThat(line.path("bytes").asLong()).isEqualTo(LIBRARY.length);
    assertThat(Files.readAllBytes(out())).isEqualTo(LIBRARY);
    try (Stream<Path> left = Files.list(target)) {
      assertThat(left).containsExactly(out());
    }
  }

  @Test
  void versionsAreNeverMixed() throws Exception {
    served.cutOnceAfter(100_000);
    assertThat(fetch().status()).isEqualTo(3);
    served.becomes(OTHER_VERSION, "\"two\"");

    assertThat(fetch().status()).isZero();

    assertThat(Files.readAllBytes(out())).isEqualTo(OTHER_VERSION);
  }

  @Test
  void serverWithoutRangesIsReadFromTheStart() throws Exception {
    served.cutOnceAfter(100_000).withoutRanges();
    assertThat(fetch().status()).isEqualTo(3);

    assertThat(fetch().status()).isZero();

    assertThat(Files.readAllBytes(out())).isEqualTo(LIBRARY);
  }

  /** A weak tag may stand for other bytes: nothing is gone on with. */
  @Test
  void weakValidatorIsNone() throws Exception {
    served.becomes(LIBRARY, "W/\"one\"").cutOnceAfter(100_000);
    assertThat(fetch().status()).isEqualTo(3);

    assertThat(fetch().status()).isZero();

    assertThat(lab.peer.requests()).noneMatch(request -> request.headers().containsKey("range"));
    assertThat(Files.readAllBytes(out())).isEqualTo(LIBRARY);
  }

  @Test
  void bogusNameIsRefusedAndLeavesNothingOfBefore() throws Exception {
    served.cutOnceAfter(100_000);
    assertThat(fetch().status()).isEqualTo(3);
    lab.internet.change(world -> world.harm(Harm.dropRrsigs(HOST, Type.A)));

    Ran ran = fetch("--json");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.json().get(0).path("reason").asText()).isEqualTo("dnssec.signature-missing");
    assertThat(lab.peer.requests()).hasSize(1);
    nothingIsLeft();
  }

  @Test
  void wrongPinIsRefused() throws IOException {
    Ran ran =
        fetchBy(
            lab.policy(
                "pins: [" + TestInternet.SPARE_PIN + ", " + TestInternet.OTHER_SPARE_PIN + "]",
                "pinsExpire: 2027-06-30"));

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("[pin.not-in-path]");
    nothingIsLeft();
  }

  @Test
  void redirectGoesOnlyWhereThePoliciesLetIt() throws IOException {
    try (TlsPeer elsewhere =
        TlsPeer.builder(lab.internet.ca().server("bucket.cloud.test"))
            .address("127.0.1.30")
            .port(lab.peer.port())
            .start()) {
      lab.peer.redirect("/moved", 302, elsewhere.url("bucket.cloud.test", "/lib.jar"));

      Ran ran =
          lab.run("fetch", lab.policy(), "-o", out().toString(), lab.peer.url(HOST, "/moved"));

      assertThat(ran.status()).as(ran.err()).isEqualTo(1);
      assertThat(ran.err()).contains("refused bucket.cloud.test");
      assertThat(elsewhere.bytesReceived()).isZero();
      nothingIsLeft();
    }
  }

  @Test
  void largerThanAllowedIsRefused() throws IOException {
    Ran ran = fetch("--max-bytes", "299999");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("seen 300000 bytes; wanted 299999 at most");
    nothingIsLeft();
    assertThat(fetch("--max-bytes", "300000").status()).isZero();
  }

  /** A signed URL's token is neither printed nor left on the disk. */
  @Test
  void tokenInAUrlIsShownNowhere() throws IOException {
    served.cutOnceAfter(100_000);
    String url = lab.peer.url(HOST, "/lib.jar?token=secret-4711");

    Ran cut = lab.run("fetch", lab.policy(), "--json", "-o", out().toString(), url);
    String kept = "";
    try (Stream<Path> files = Files.list(target)) {
      for (Path file : files.toList()) {
        kept += file + Files.readString(file, StandardCharsets.ISO_8859_1);
      }
    }
    Ran ran = lab.run("fetch", lab.policy(), "--json", "-o", out().toString(), url);

    assertThat(cut.status()).isEqualTo(3);
    assertThat(ran.status()).isZero();
    assertThat(ran.json().get(0).path("resumedFrom").asLong()).isPositive();
    assertThat(cut.out() + cut.err() + kept + ran.out() + ran.err()).doesNotContain("secret-4711");
  }

  @Test
  void answerWithoutAFileIsNotASuccess() throws IOException {
    lab.peer.answer("/none", 404, Map.of(), "no such file");

    Ran ran = lab.run("fetch", lab.policy(), "-o", out().toString(), lab.peer.url(HOST, "/none"));

    assertThat(ran.status()).isEqualTo(4);
    assertThat(ran.err()).contains("the server answered 404 (Not Found)");
    nothingIsLeft();
  }

  @Test
  void unwritablePlaceIsReportedBeforeAnyRequest() throws IOException {
    String url = lab.peer.url(HOST, "/lib.jar");

    Ran inNoFolder =
        lab.run("fetch", lab.policy(), "-o", target.resolve("no/lib.jar").toString(), url);
    Ran onAFolder = lab.run("fetch", lab.policy(), "-o", target.toString(), url);
    Ran badHash = fetch("--sha256", "abc");
    Ran noPolicy = CommandLab.run("", "fetch", "-o", out().toString(), url);

    assertThat(inNoFolder.status()).isEqualTo(2);
    assertThat(inNoFolder.err()).contains("isn't a folder");
    assertThat(onAFolder.status()).isEqualTo(2);
    assertThat(onAFolder.err()).contains("it is a folder");
    assertThat(badHash.status()).isEqualTo(2);
    assertThat(badHash.err()).contains("64 hexadecimal digits");
    assertThat(noPolicy.status()).isEqualTo(2);
    assertThat(noPolicy.err()).contains("--policy");
    assertThat(lab.doh.requests()).isEmpty();
  }

  @Test
  void barIsForTerminals() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    FetchProgress progress =
        new FetchProgress(CommandLab.terminal(err, false), () -> 1_000_000_000L);

    progress.at(50_000_000, 100_000_000);
    progress.end();

    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void barShowsSpeedAndTimeLeft() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    long[] nanos = {0};
    FetchProgress progress = new FetchProgress(CommandLab.terminal(err, true), () -> nanos[0]);

    progress.at(40_000_000, 100_000_000); // from an earlier run: no part of the speed
    nanos[0] = 2_000_000_000L;
    progress.at(50_000_000, 100_000_000);
    progress.end();

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "\r\u001b[K["
                + "#".repeat(15)
                + " ".repeat(15)
                + "] 50 % of 100.0 MB, 5.0 MB/s, 10 s left\r\u001b[K");
  }

  @Test
  void speedIsThatOfTheLastSeconds() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    long[] nanos = {0};
    FetchProgress progress = new FetchProgress(CommandLab.terminal(err, true), () -> nanos[0]);

    for (int second = 0; second <= 10; second++) { // 1 MB/s, and 100 kB/s after five seconds
      nanos[0] = second * 1_000_000_000L;
      progress.at(
          second <= 5 ? second * 1_000_000L : 5_000_000 + (second - 5) * 100_000L, 10_000_000);
    }

    assertThat(err.toString(StandardCharsets.UTF_8))
        .endsWith("55 % of 10.0 MB, 0.1 MB/s, 45 s left");
  }
}
