package dev.trustconnect.examples;

import static dev.trustconnect.examples.FetchLab.CUT;
import static dev.trustconnect.examples.FetchLab.WHOLE;
import static dev.trustconnect.examples.FetchLab.head;
import static dev.trustconnect.examples.FetchLab.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.examples.CommandLab.Ran;
import dev.trustconnect.examples.fetch.RawPeer.End;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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

/** What {@code fetch} does on the disk: before, while and after the bytes come. */
class FetchFileTest {
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

  private void refusedAtOnce(String out, String... words) throws IOException {
    int asked = names.doh.requests().size();

    Ran ran = lab.fetchTo(out);

    assertThat(ran.status()).as("%s: %s", out, ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains(words).doesNotContain("Exception");
    assertThat(names.doh.requests()).hasSize(asked);
    assertThat(lab.peer.requests()).isEmpty();
  }

  @Test
  void placesThatTakeNoFileAreRefusedBeforeAnythingIsAsked() throws Exception {
    Path fifo = lab.target.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    Path toFifo = Files.createSymbolicLink(lab.target.resolve("to-fifo"), fifo);
    Path circle = Files.createSymbolicLink(lab.target.resolve("circle"), Path.of("circle"));
    Path toFolder = Files.createSymbolicLink(lab.target.resolve("to-folder"), lab.target);
    Path toMissing =
        Files.createSymbolicLink(lab.target.resolve("to-missing"), Path.of("no", "file"));
    List<Path> before = lab.files();

    refusedAtOnce(lab.target.toString(), "it is a folder");
    refusedAtOnce(lab.target + "/new/", "it is a folder");
    refusedAtOnce(lab.target + "/.", "it is a folder");
    refusedAtOnce("", "it is a folder");
    refusedAtOnce("-", "standard output");
    refusedAtOnce(fifo.toString(), "device, FIFO or socket");
    refusedAtOnce(toFifo.toString(), "device, FIFO or socket");
    refusedAtOnce("/dev/null", "device, FIFO or socket");
    refusedAtOnce("/dev/full", "device, FIFO or socket");
    refusedAtOnce(toFolder.toString(), "it is a folder");
    refusedAtOnce(circle.toString(), "circle");
    refusedAtOnce(toMissing.toString(), "is no folder");
    refusedAtOnce(lab.target + "/no/lib.jar", "is no folder");
    refusedAtOnce(fifo + "/lib.jar", fifo.toString());
    assertThat(lab.files()).isEqualTo(before);
  }

  @Test
  void nameThatIsTooLongIsToldAtOnce() throws Exception {
    refusedAtOnce(lab.target + "/" + "x".repeat(256), "File name too long");
    refusedAtOnce(lab.target + "/./".repeat(2000) + "x", "File name too long");
    lab.nothingIsThere();
  }

  @Test
  void longestNameThereMayBeIsFine() throws Exception {
    lab.thenWhole();
    Path longest = lab.target.resolve("x".repeat(255));

    assertThat(lab.fetchTo(longest.toString()).status()).isZero();

    assertThat(lab.files()).containsExactly(longest);
  }

  @Test
  void newFileGetsTheModeThatTheUmaskLeaves() throws Exception {
    lab.thenWhole();
    Path other = Files.createFile(folder.resolve("other"));

    isWhole(lab.fetch());

    assertThat(Files.getPosixFilePermissions(lab.out()))
        .isEqualTo(Files.getPosixFilePermissions(other));
  }

  @Test
  void existingFileKeepsItsMode() throws Exception {
    for (String mode : List.of("rw-r-----", "rwxr-xr-x", "rw----r--", "rw-rw-rw-")) {
      Files.writeString(lab.out(), "before");
      Files.setPosixFilePermissions(lab.out(), PosixFilePermissions.fromString(mode));
      lab.thenWhole();

      isWhole(lab.fetch());

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lab.out())))
          .isEqualTo(mode);
      Files.delete(lab.out());
    }
  }

  @Test
  void linkIsFollowedAndStays() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path real = Files.writeString(elsewhere.resolve("real.jar"), "before");
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
    Files.createSymbolicLink(elsewhere.resolve("second"), Path.of("real.jar"));
    Files.createSymbolicLink(lab.out(), lab.target.relativize(elsewhere.resolve("second")));
    lab.thenWhole();

    isWhole(lab.fetch());

    assertThat(lab.out()).isSymbolicLink();
    assertThat(Files.readAllBytes(real)).isEqualTo(WHOLE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-r-----");
    assertThat(elsewhere).isDirectoryNotContaining(file -> file.toString().contains(".part"));
  }

  @Test
  void linkThatDanglesMakesTheFileItNames() throws Exception {
    Files.createSymbolicLink(lab.out(), Path.of("real.jar"));
    lab.thenWhole();

    isWhole(lab.fetch());

    assertThat(lab.out()).isSymbolicLink();
    assertThat(Files.readAllBytes(lab.target.resolve("real.jar"))).isEqualTo(WHOLE);
  }

  /** As the kernel does by fs.protected_symlinks: /tmp is full of such folders. */
  @Test
  void linkThatAnotherUserPlantedInASharedFolderIsRefused() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Files.createSymbolicLink(lab.out(), victim);
    assumeTrue(
        run("chown", "-h", "65534", lab.out().toString())
            && run("chmod", "1777", lab.target.toString()),
        "only the superuser can plant a link in the name of another user");

    refusedAtOnce(lab.out().toString(), "another user");

    assertThat(victim).content().isEqualTo("mine");
    assertThat(run("chmod", "0777", lab.target.toString())).isTrue();
    lab.thenWhole();
    isWhole(lab.fetch());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor() == 0;
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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
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

  /** The name that earlier versions used may hold anything of anybody. */
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

  @Test
  void placeThatBecameAFolderMeanwhileLeavesNothing() throws Exception {
    lab.peer.then(End.STAYS_OPEN, WHOLE, head("200 OK", WHOLE.length));
    lab.peer.onRequest(() -> Files.createDirectories(lab.out().resolve("x")));

    Ran ran = lab.fetch();

    assertThat(ran.status()).as(ran.err()).isEqualTo(74);
    assertThat(ran.err()).contains(lab.out() + " can't be written").doesNotContain("Exception");
    assertThat(lab.files()).containsExactly(lab.out());
  }

  /** A link that is put there while the bytes come is replaced, not followed. */
  @Test
  void linkThatAppearsMeanwhileIsReplaced() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    lab.peer.then(End.STAYS_OPEN, WHOLE, head("200 OK", WHOLE.length));
    lab.peer.onRequest(() -> Files.createSymbolicLink(lab.out(), victim));

    isWhole(lab.fetch());

    assertThat(victim).content().isEqualTo("mine");
    assertThat(Files.isSymbolicLink(lab.out())).isFalse();
    assertThat(Files.isRegularFile(lab.out(), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }
}
