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
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers {@code fetch} takes for the whole file, by RFC 9110 and RFC 9112. */
class FetchAnswerTest {
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

  private void refused(Ran ran, String... words) throws IOException {
    assertThat(ran.status()).as(ran.err()).isEqualTo(1);
    assertThat(ran.err()).contains(words);
    lab.nothingIsThere();
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
  @ValueSource(strings = {"200 OK", "203 Non-Authoritative Information"})
  void successWithTheFileIsTheFile(String status) throws Exception {
    lab.peer.then(End.NOTIFIED, WHOLE, head(status, WHOLE.length));

    isWhole(lab.fetch());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {201, 202, 204, 205, 207, 226, 300, 304, 400, 401, 403, 404, 407, 410, 416, 451})
  void otherAnswersAreNotTheFileAndHaveTheirOwnStatus(int status) throws Exception {
    boolean bodiless = status == 204 || status == 205 || status == 304;
    byte[] body = bodiless ? new byte[0] : WHOLE;
    lab.peer.then(
        End.NOTIFIED, body, head(status + " Whatever", status == 204 ? -1 : body.length, TAG));

    Ran ran = lab.fetch();

    assertThat(ran.status()).as(ran.err()).isEqualTo(4);
    assertThat(ran.err()).contains("the server answered " + status);
    lab.nothingIsThere();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void serverThatCannotAnswerNowHasItsOwnStatusAndWhatIsThereIsKept(int status) throws Exception {
    cut(TAG).peer.then(End.NOTIFIED, WHOLE, head(status + " Busy", WHOLE.length, "Retry-After: 7"));

    Ran ran = lab.fetch();

    assertThat(ran.status()).as(ran.err()).isEqualTo(5);
    assertThat(ran.err())
        .contains("the server answered " + status, "again in 7 s", "4000 bytes are kept");
    assertThat(lab.kept(".part")).hasSize(CUT);
  }

  @Test
  void redirectsWithoutEndHaveTheirOwnStatus() throws Exception {
    lab.peer.then(End.STAYS_OPEN, new byte[0], head("302 Found", 0, "Location: /lib.jar"));

    Ran ran = lab.fetch();

    assertThat(ran.status()).as(ran.err()).isEqualTo(6);
    assertThat(ran.err())
        .contains("answered 302 (a redirect that leads nowhere, or one of too many)");
    lab.nothingIsThere();
  }

  @Test
  void redirectThatLeadsNowhereHasTheSameStatus() throws Exception {
    lab.peer.then(End.NOTIFIED, new byte[0], head("302 Found", 0));

    assertThat(lab.fetch().status()).isEqualTo(6);
  }

  @Test
  void partThatWasNotAskedForIsRefused() throws Exception {
    lab.peer.then(
        End.NOTIFIED,
        WHOLE,
        head("206 Partial Content", WHOLE.length, TAG, "Content-Range: bytes 0-9999/10000"));

    refused(lab.fetch(), "a part (206) that wasn't asked for", "wanted the whole file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bodyThatEndsWithItsConnectionIsWholeIfTlsAnnouncedTheEnd(String version) throws Exception {
    try (FetchLab only = new FetchLab(names, folder, version)) {
      only.peer.then(End.NOTIFIED, WHOLE, head("200 OK", -1, TAG, "Connection: close"));

      Ran ran = only.fetch();

      assertThat(ran.status()).as(ran.err()).isZero();
      only.wholeIsThere();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bodyThatEndsWithABareFinMayBeCut(String version) throws Exception {
    try (FetchLab only = new FetchLab(names, folder, version)) {
      only.peer.then(End.BARE, WHOLE, head("200 OK", -1, "Connection: close"));

      Ran ran = only.fetch();

      assertThat(ran.status()).as(ran.err()).isEqualTo(3);
      assertThat(ran.err()).contains("without TLS's close_notify", "--sha256");
      only.nothingIsThere();
    }
  }

  @Test
  void hashSaysThatABareEndIsTheEnd() throws Exception {
    lab.peer.then(End.BARE, WHOLE, head("200 OK", -1, "Connection: close"));

    isWhole(lab.fetch("--sha256", sha256(WHOLE)));
  }

  @Test
  void bareEndWithAnotherHashIsACut() throws Exception {
    lab.peer.then(End.BARE, FetchLab.beginning(), head("200 OK", -1, TAG));

    Ran ran = lab.fetch("--sha256", sha256(WHOLE));

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.err()).contains("4000 bytes are kept");
  }

  @Test
  void resetIsNeverTheEnd() throws Exception {
    lab.peer.then(End.RESET, WHOLE, head("200 OK", -1));

    assertThat(lab.fetch().status()).isEqualTo(3);
    lab.nothingIsThere();
  }

  @Test
  void bareEndBeforeTheLengthIsReachedIsACut() throws Exception {
    lab.peer.then(End.BARE, FetchLab.beginning(), head("200 OK", WHOLE.length));

    assertThat(lab.fetch().status()).isEqualTo(3);
    lab.nothingIsThere();
  }

  @Test
  void chunksAreWholeWithTheirLastOneAlone() throws Exception {
    lab.peer
        .then(End.NOTIFIED, chunked(WHOLE, false), head("200 OK", -1, "Transfer-Encoding: chunked"))
        .then(End.BARE, chunked(WHOLE, true), head("200 OK", -1, "Transfer-Encoding: Chunked"));
    assertThat(lab.fetch().status()).isEqualTo(3);
    lab.nothingIsThere();

    isWhole(lab.fetch());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4000",
        "Content-Length: 10001",
        "Content-Length: 10000, 4000",
        "Content-Length: +10000",
        "Content-Length: -1",
        "Content-Length: 0x2710",
        "Content-Length: 99999999999999999999"
      })
  void differingOrMalformedLengthsAreAnError(String second) throws Exception {
    lab.peer.then(End.NOTIFIED, WHOLE, head("200 OK", WHOLE.length, TAG, second));

    refused(lab.fetch(), "ength");
  }

  @Test
  void lengthThatIsSaidTwiceIsOneLength() throws Exception {
    lab.thenWhole("Content-Length: " + WHOLE.length);

    isWhole(lab.fetch());
  }

  @Test
  void lengthBesideChunksIsAnError() throws Exception {
    lab.peer.then(
        End.NOTIFIED,
        chunked(WHOLE, true),
        head("200 OK", WHOLE.length, "Transfer-Encoding: chunked"));

    refused(lab.fetch(), "both a Content-Length and a Transfer-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip, chunked", "gzip", "identity", "chunked, chunked", "xchunked"})
  void transferCodingsBesidesChunkedAreRefused(String codings) throws Exception {
    lab.peer.then(
        End.NOTIFIED, chunked(WHOLE, true), head("200 OK", -1, "Transfer-Encoding: " + codings));

    refused(lab.fetch(), "transfer coding");
  }

  @Test
  void chunksOfHttp10AreRefused() throws Exception {
    lab.peer.then(
        End.NOTIFIED, chunked(WHOLE, true), "HTTP/1.0 200 OK", "Transfer-Encoding: chunked");

    refused(lab.fetch(), "Transfer-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZip", "identity, br", "x-unknown"})
  void codedBodyIsRefusedAndNamed(String coding) throws Exception {
    lab.thenWhole("Content-Encoding: " + coding);

    refused(
        lab.fetch(),
        "content coding",
        coding.replaceAll(".*, ", "").toLowerCase(Locale.ROOT),
        "--sha256");
  }

  @Test
  void codedBodyWithTheRightHashIsAcceptedAndReported() throws Exception {
    lab.thenWhole("Content-Encoding: gzip");

    Ran ran = lab.fetch("--sha256", sha256(WHOLE));

    isWhole(ran);
    assertThat(ran.err()).contains("as the server coded it: gzip");
  }

  @Test
  void bodyThatIsNotCodedMaySaySo() throws Exception {
    lab.thenWhole("Content-Encoding: identity");

    isWhole(lab.fetch());
  }

  /** RFC 9113 §8.1.1: the sum of the DATA frames must be the content-length. */
  @ParameterizedTest
  @ValueSource(ints = {9_999, 10_001, 1, 0})
  void lengthOfHttp2MustBeWhatCame(int declared) throws Exception {
    try (RawHttp2Peer peer = new RawHttp2Peer(names.identity, declared, WHOLE)) {
      Ran ran =
          names.run(
              "fetch", names.policy(), "-o", lab.out().toString(), peer.url(EndpointLab.HOST));

      assertThat(ran.status()).as(ran.err()).isEqualTo(declared > WHOLE.length ? 3 : 1);
      assertThat(ran.err())
          .contains(declared > WHOLE.length ? "10000 of 10001 bytes" : "longer than its");
      lab.nothingIsThere();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, -1})
  void bodyOfHttp2EndsWithItsStream(int declared) throws Exception {
    try (RawHttp2Peer peer = new RawHttp2Peer(names.identity, declared, WHOLE)) {
      isWhole(
          names.run(
              "fetch", names.policy(), "-o", lab.out().toString(), peer.url(EndpointLab.HOST)));
    }
  }

  @Test
  void messagesNameNoJavaClass() throws Exception {
    lab.peer.then(End.RESET, new byte[0], "");
    Ran reset = lab.fetch();
    lab.peer.close();
    Ran nobody = lab.fetch();
    Ran noPolicy = lab.fetch("--doh", "https://127.0.1.99:1/", "--timeout", "2s");

    for (Ran ran : List.of(reset, nobody, noPolicy)) {
      assertThat(ran.status()).as(ran.err()).isEqualTo(3);
      assertThat(ran.err())
          .doesNotContainPattern("[A-Z]\\w*(Exception|Error)\\b|\\b(java|okhttp3|dev)\\.");
    }
  }

  /** What a server writes into its answer reaches no terminal. */
  @Test
  void escapeSequencesOfAServerAreNotPrinted() throws Exception {
    for (String line :
        List.of(
            "HTTP/1.1 200 \u001b]0;x\u0007",
            "HTTP/9.9 \u001b[31m 200",
            "HTTP/1.1 404 \u001b[2J",
            "HTTP/1.1 302 Found\r\nLocation: /\u001b[31m\r\nContent-Length: 0")) {
      try (FetchLab each = new FetchLab(names, folder)) {
        each.peer.then(
            End.NOTIFIED,
            WHOLE,
            line,
            "Transfer-Encoding: \u001b[31m",
            "Content-Encoding: \u001b[32m",
            "Retry-After: \u001b[33m");

        Ran ran = each.fetch();
        Ran json = each.fetch("--json");

        assertThat(ran.status()).isNotZero();
        assertThat(ran.err() + ran.out() + json.out() + json.err())
            .doesNotContain("\u001b", "\u0007", "Exception");
      }
    }
  }

  /** The limit doubles until the machine is fast enough to receive the beginning within it. */
  @Test
  void bodyThatDripsEndsWithTheTimeLimitAndIsKept() throws Exception {
    lab.peer.then(End.STAYS_OPEN, FetchLab.beginning(), head("200 OK", WHOLE.length, TAG));
    for (int millis = 1500; lab.files().isEmpty(); millis *= 2) {
      Ran ran = lab.fetch("--max-time", millis + "ms");

      assertThat(ran.status()).as(ran.err()).isEqualTo(3);
      assertThat(ran.err()).contains("not done within", "s (--max-time)");
    }
    lab.thenRest(TAG, RANGE);

    assertThat(resumedFrom(lab.fetch("--json"))).isEqualTo(CUT);
  }

  @Test
  void silentServerIsBoundedByTheSameLimit() throws Exception {
    lab.peer.then(End.STAYS_OPEN, new byte[0], "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: 1");

    Ran ran = lab.fetch("--max-time", "1s");

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.err()).contains("--max-time");
  }
}
