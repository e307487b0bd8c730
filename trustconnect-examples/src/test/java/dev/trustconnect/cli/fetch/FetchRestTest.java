package dev.trustconnect.cli.fetch;

import static dev.trustconnect.cli.fetch.FetchLab.CUT;
import static dev.trustconnect.cli.fetch.FetchLab.WHOLE;
import static dev.trustconnect.cli.fetch.FetchLab.head;
import static dev.trustconnect.cli.fetch.FetchLab.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.fetch.RawPeer.End;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When {@code fetch} joins the rest of a file to what is there (RFC 9110 §13.1.5, §15.3.7). */
class FetchRestTest {
  private static final String TAG = "ETag: \"one\"";
  private static final String RANGE = "Content-Range: bytes 4000-9999/10000";

  @TempDir private static Path files;
  private static EndpointLab names;

  @TempDir private Path folder;
  private FetchLab lab;

  @BeforeAll
  static void start() throws IOException {
    names = new EndpointLab(files);
  }

  @AfterAll
  static void stop() {
    names.close();
  }

  @BeforeEach
  void open() throws Exception {
    lab = new FetchLab(names, folder);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static byte[] chunked(byte[] body, boolean ends) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    chunks.writeBytes(
        (Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    chunks.writeBytes(body);
    chunks.writeBytes((ends ? "\r\n0\r\n\r\n" : "\r\n").getBytes(StandardCharsets.US_ASCII));
    return chunks.toByteArray();
  }

  private void isWhole(Ran ran) throws IOException {
    assertThat(ran.status()).as(ran.err()).isZero();
    lab.wholeIsThere();
  }

  /** Cuts a first answer short; its beginning is kept. */
  private FetchLab cut(String... fields) throws IOException {
    lab.cutOnce(fields);
    Ran ran = lab.fetch();
    assertThat(ran.status()).as(ran.err()).isEqualTo(3);
    return lab;
  }

  private long resumedFrom(Ran ran) throws IOException {
    isWhole(ran);
    return ran.json().get(0).path("resumedFrom").asLong();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Range: bytes 4000-9999/10000",
        "content-range: BYTES 4000-9999/10000",
        "Content-Range: Bytes  4000-9999/*"
      })
  void restThatIsAskedForIsJoined(String range) throws Exception {
    cut(TAG).thenRest(TAG, range, "Content-Length: 6000");

    assertThat(resumedFrom(lab.fetch("--json"))).isEqualTo(CUT);
    assertThat(lab.peer.requests().get(1))
        .contains("\r\nrange: bytes=4000-\r\n", "\r\nif-range: \"one\"\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Range: bytes 3999-9998/10000",
        "Content-Range: bytes 4001-9999/10000",
        "Content-Range: bytes 4000-9998/10000",
        "Content-Range: bytes 4000-9999/10001",
        "Content-Range: bytes 4000-9998/9999",
        "Content-Range: bytes 4000-9998/*",
        "Content-Range: bytes 4000-3999/10000",
        "Content-Range: bytes 4000-9999",
        "Content-Range: bytes */10000",
        "Content-Range: items 4000-9999/10000",
        "Content-Range: bytes 4000-9999/10000, bytes 4000-9999/10000",
        "Content-Range: bytes 4000-99999999999999999999/*",
        "X-No-Range: at all"
      })
  void partThatDoesNotFitIsNeverJoined(String range) throws Exception {
    cut(TAG).thenRest(TAG, range).thenWhole(TAG);

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
    assertThat(lab.peer.requests()).hasSize(3);
    assertThat(lab.peer.requests().get(2)).doesNotContain("range");
  }

  /** The first answer came in chunks: nothing but the last byte's position tells the total. */
  @Test
  void restWithoutAnyTotalIsJoinedOnlyIfAHashCanTell() throws Exception {
    byte[] unfinished = Arrays.copyOf(chunked(WHOLE, false), 6 + CUT);
    lab.peer.then(End.BARE, unfinished, head("200 OK", -1, TAG, "Transfer-Encoding: chunked"));
    assertThat(lab.fetch().status()).isEqualTo(3);
    lab.thenRest(TAG, "Content-Range: bytes 4000-9999/*").thenWhole(TAG);
    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
    Files.delete(lab.out());

    lab.peer.then(End.BARE, unfinished, head("200 OK", -1, TAG, "Transfer-Encoding: chunked"));
    assertThat(lab.fetch().status()).isEqualTo(3);
    lab.thenRest(TAG, "Content-Range: bytes 4000-9999/*");
    assertThat(resumedFrom(lab.fetch("--json", "--sha256", sha256(WHOLE)))).isEqualTo(CUT);
    Files.delete(lab.out());

    lab.peer.then(End.BARE, unfinished, head("200 OK", -1, TAG, "Transfer-Encoding: chunked"));
    assertThat(lab.fetch().status()).isEqualTo(3);
    lab.thenRest(TAG, RANGE);
    assertThat(resumedFrom(lab.fetch("--json"))).isEqualTo(CUT);
  }

  @Test
  void twoRangesInOneAnswerAreNeverJoined() throws Exception {
    cut(TAG).thenRest(TAG, RANGE, RANGE).thenWhole();

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipart/byteranges; boundary=x", "Multipart/ByteRanges;boundary=x"})
  void severalPartsAreNeverJoined(String type) throws Exception {
    cut(TAG).thenRest(TAG, RANGE, "Content-Type: " + type).thenWhole();

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ETag: \"two\"", "ETag: W/\"one\"", "X-No: tag"})
  void partOfAnotherVersionIsNeverJoined(String tag) throws Exception {
    cut(TAG).thenRest(RANGE, tag).thenWhole();

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
  }

  @Test
  void partWhoseLengthIsNotItsRangeIsNeverJoined() throws Exception {
    cut(TAG).thenRest(TAG, RANGE, "Content-Length: 5999").thenWhole();

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
  }

  @Test
  void codedPartIsNeverJoined() throws Exception {
    cut(TAG).thenRest(TAG, RANGE, "Content-Encoding: gzip").thenWhole();

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
  }

  @Test
  void restAfterAllIsReadFromTheStart() throws Exception {
    cut(TAG)
        .peer
        .then(End.NOTIFIED, new byte[0], head("416 Nope", 0, "Content-Range: bytes */3000"));
    lab.thenWhole();

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
  }

  @Test
  void restThatIsCutIsResumedAgain() throws Exception {
    cut(TAG)
        .peer
        .then(
            End.BARE,
            Arrays.copyOf(FetchLab.rest(), 1000),
            head("206 Partial Content", 6000, TAG, RANGE))
        .then(
            End.NOTIFIED,
            Arrays.copyOfRange(WHOLE, 5000, 10_000),
            head("206 Partial Content", 5000, TAG, "Content-Range: bytes 5000-9999/10000"));
    assertThat(lab.fetch().status()).isEqualTo(3);

    assertThat(resumedFrom(lab.fetch("--json", "--sha256", sha256(WHOLE)))).isEqualTo(5000);
  }

  @Test
  void strongDateIsAValidatorAndNeedsNoEchoInTheRest() throws Exception {
    cut("Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT", "Date: Sun, 01 Nov 2026 10:01:00 GMT")
        .thenRest(RANGE);

    assertThat(resumedFrom(lab.fetch("--json"))).isEqualTo(CUT);
    assertThat(lab.peer.requests().get(1)).contains("if-range: sun, 01 nov 2026 10:00:00 gmt\r\n");
  }

  @Test
  void dateThatMayStandForTwoVersionsIsNoValidator() throws Exception {
    cut("Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT", "Date: Sun, 01 Nov 2026 10:00:59 GMT")
        .nothingIsThere();
    lab.thenWhole();

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
    assertThat(lab.peer.requests().get(1)).doesNotContain("range");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "W/\"one\"",
        "\"t\u00e4g\"",
        "\"t\u001bag\"",
        "\"t\tag\"",
        "one",
        "\"one",
        "\"one\", \"two\"",
        "LONG"
      })
  void tagThatCannotBeSentBackIsNoValidator(String tag) throws Exception {
    String sent = tag.equals("LONG") ? "\"" + "x".repeat(300) + "\"" : tag;
    cut(
            "ETag: " + sent,
            "Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT",
            "Date: Sun, 01 Nov 2026 12:00:00 GMT")
        .nothingIsThere();
    lab.thenWhole();

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
    assertThat(lab.peer.requests().get(1)).doesNotContain("range");
  }
}
