package dev.trustconnect.cli.fetch;

import static dev.trustconnect.cli.fetch.FetchLab.CUT;
import static dev.trustconnect.cli.fetch.FetchLab.WHOLE;
import static dev.trustconnect.cli.fetch.FetchLab.head;
import static dev.trustconnect.cli.fetch.FetchLab.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.cli.fetch.RawPeer.End;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fetch} keeps of a download that was cut, and whose parts it resumes. */
class FetchPartTest {
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

  private void isWhole(Ran ran) throws IOException {
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(Files.readAllBytes(lab.out())).isEqualTo(WHOLE);
  }

  private long resumedFrom(Ran ran) throws IOException {
    isWhole(ran);
    return ran.json().get(0).path("resumedFrom").asLong();
  }

  private void cut() throws IOException {
    lab.cutOnce(TAG);
    assertThat(lab.fetch().status()).isEqualTo(3);
    lab.thenRest(TAG, RANGE);
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatIsKeptIsForThisUserAloneAndUnguessable() throws Exception {
    lab.cutOnce(TAG);
    assertThat(lab.fetch().status()).isEqualTo(3);
    Path first = lab.kept(".part");
    for (Path kept : lab.files()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
          .isEqualTo("rw-------");
      assertThat(kept.getFileName().toString())
          .matches("\\.lib\\.jar-[0-9a-f]{16}-[0-9a-f]{32}\\..*");
    }
    Files.delete(first);
    lab.cutOnce(TAG);

    assertThat(lab.fetch().status()).isEqualTo(3);

    assertThat(lab.kept(".part")).isNotEqualTo(first);
    assertThat(lab.files()).as("the state without a part is gone").hasSize(2);
  }

  @Test
  void stateThatIsTornBinaryOrOfAnotherVersionMeansFromTheStart() throws Exception {
    lab.cutOnce(TAG);
    assertThat(lab.fetch().status()).isEqualTo(3);
    Path state = lab.kept(".state");
    String text = Files.readString(state);
    byte[] binary = new byte[5000];
    new Random(1).nextBytes(binary);
    lab.cutOnce(TAG);
    for (byte[] bad :
        List.of(
            new byte[0],
            bytes(text.substring(0, text.length() / 2)),
            bytes(text.substring(0, text.length() - 1)),
            bytes(text + "x"),
            bytes(text.replace("part 1", "part 2")),
            bytes(text.replace("\"one\"", "\"two\"")),
            bytes(text.replace("bytes 000000000000004000", "bytes 000000000000003000")),
            binary,
            bytes("4711\n\"one\"\n"))) {
      Files.write(lab.kept(".state"), bad);

      Ran ran = lab.fetch("--json"); // from the start, and cut again

      assertThat(ran.status()).as(ran.err()).isEqualTo(3);
      assertThat(ran.json().get(0).path("bytes").asLong()).isEqualTo(CUT);
    }
    assertThat(lab.peer.requests()).noneMatch(request -> request.contains("range"));
    lab.thenRest(TAG, RANGE);
    assertThat(resumedFrom(lab.fetch("--json"))).isEqualTo(CUT);
  }

  @Test
  void partWhoseBytesAreNotThoseThatWereWrittenMeansFromTheStart() throws Exception {
    for (int harm = 0; harm < 3; harm++) {
      lab.cutOnce(TAG);
      assertThat(lab.fetch().status()).isEqualTo(3);
      Path part = lab.kept(".part");
      byte[] kept = Files.readAllBytes(part);
      switch (harm) {
        case 0 -> kept[100] ^= 1;
        case 1 -> kept = Arrays.copyOf(kept, CUT - 1);
        default -> kept = new byte[0];
      }
      Files.write(part, kept);
      lab.thenWhole(TAG);

      assertThat(resumedFrom(lab.fetch("--json"))).isZero();
      lab.wholeIsThere();
      Files.delete(lab.out());
    }
    assertThat(lab.peer.requests()).noneMatch(request -> request.contains("range"));
  }

  /** A process that was killed has written more than it had noted. */
  @Test
  void bytesAfterThoseThatWereNotedAreDropped() throws Exception {
    cut();
    Files.write(lab.kept(".part"), new byte[100], StandardOpenOption.APPEND);

    assertThat(resumedFrom(lab.fetch("--json"))).isEqualTo(CUT);
  }

  @Test
  void partThatIsReachedThroughALinkIsLeftAlone() throws Exception {
    lab.cutOnce(TAG);
    assertThat(lab.fetch().status()).isEqualTo(3);
    Path part = lab.kept(".part");
    Path moved = Files.move(part, folder.resolve("moved"));
    Files.createSymbolicLink(part, moved);
    lab.thenWhole(TAG);

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();

    assertThat(moved).hasSize(CUT);
    assertThat(part).isSymbolicLink();
  }

  @Test
  void partWithASecondNameIsLeftAlone() throws Exception {
    lab.cutOnce(TAG);
    assertThat(lab.fetch().status()).isEqualTo(3);
    Path second = Files.createLink(folder.resolve("second"), lab.kept(".part"));
    lab.thenWhole(TAG);

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();

    assertThat(second).hasSize(CUT);
  }

  @Test
  void partThatOthersMayWriteIsLeftAlone() throws Exception {
    lab.cutOnce(TAG);
    assertThat(lab.fetch().status()).isEqualTo(3);
    Files.setPosixFilePermissions(lab.kept(".part"), PosixFilePermissions.fromString("rw-rw-rw-"));
    lab.thenWhole(TAG);

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
  }

  @Test
  void partOfAnotherUserIsLeftAlone() throws Exception {
    lab.cutOnce(TAG);
    assertThat(lab.fetch().status()).isEqualTo(3);
    Path part = lab.kept(".part");
    Path state = lab.kept(".state");
    assumeTrue(
        run("chown", "65534", part.toString(), state.toString()),
        "only the superuser can give files away");
    lab.thenWhole(TAG);

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();

    assertThat(part).hasSize(CUT);
    assertThat(state).exists();
  }

  /** A file of the name that earlier versions used may be anything. */
  @Test
  void filesUnderGuessableNamesAreNotTouched() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path planted = Files.createSymbolicLink(lab.target.resolve("lib.jar.part"), victim);
    Path other = Files.writeString(lab.target.resolve("lib.jar.part-of"), "of somebody");
    lab.thenWhole(TAG);

    isWhole(lab.fetch());

    assertThat(victim).content().isEqualTo("mine");
    assertThat(planted).isSymbolicLink();
    assertThat(other).content().isEqualTo("of somebody");
  }

  /** A part that another process writes is locked: this one downloads into its own. */
  @Test
  void partThatAnotherProcessUsesIsLeftAlone() throws Exception {
    lab.cutOnce(TAG);
    assertThat(lab.fetch().status()).isEqualTo(3);
    Path part = lab.kept(".part");
    lab.thenWhole(TAG);
    try (FileChannel used = FileChannel.open(part, StandardOpenOption.WRITE);
        var lock = used.lock()) {
      assertThat(lock.isValid()).isTrue();

      assertThat(resumedFrom(lab.fetch("--json"))).isZero();

      assertThat(part).hasSize(CUT);
    }
    Files.delete(lab.out());
    lab.thenRest(TAG, RANGE);
    assertThat(resumedFrom(lab.fetch("--json"))).isEqualTo(CUT);
  }

  @Test
  void partOfAnotherUrlIsNotResumed() throws Exception {
    lab.cutOnce(TAG);
    assertThat(lab.fetch().status()).isEqualTo(3);
    lab.thenWhole(TAG);

    Ran ran =
        names.run("fetch", names.policy(), "-o", lab.out().toString(), lab.url() + "?version=2");

    isWhole(ran);
    assertThat(lab.peer.requests().get(1)).doesNotContain("range");
    lab.wholeIsThere();
  }

  /** Two mirrors may use one tag for two files. */
  @Test
  void partFromAnotherPlaceIsNotJoined() throws Exception {
    lab.peer.then(End.NOTIFIED, new byte[0], head("302 Found", 0, "Location: /a"));
    lab.cutOnce(TAG);
    assertThat(lab.fetch().status()).isEqualTo(3);
    lab.peer.then(End.NOTIFIED, new byte[0], head("302 Found", 0, "Location: /b"));
    lab.thenRest(TAG, RANGE);
    lab.peer.then(End.NOTIFIED, new byte[0], head("302 Found", 0, "Location: /b"));
    lab.thenWhole(TAG);

    assertThat(resumedFrom(lab.fetch("--json"))).isZero();
  }

  @Test
  void redirectToTheSamePlaceWithAnotherSignatureIsResumed() throws Exception {
    lab.peer.then(End.NOTIFIED, new byte[0], head("302 Found", 0, "Location: /a?signature=1"));
    lab.cutOnce(TAG);
    assertThat(lab.fetch().status()).isEqualTo(3);
    lab.peer.then(End.NOTIFIED, new byte[0], head("302 Found", 0, "Location: /a?signature=2"));
    lab.thenRest(TAG, RANGE);

    assertThat(resumedFrom(lab.fetch("--json"))).isEqualTo(CUT);
  }

  @Test
  void hashCoversTheBytesOfAllRuns() throws Exception {
    cut();

    Ran ran = lab.fetch();

    isWhole(ran);
    assertThat(ran.out()).startsWith("sha256 " + sha256(WHOLE));
  }
}
