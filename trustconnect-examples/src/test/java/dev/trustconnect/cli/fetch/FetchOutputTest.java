package dev.trustconnect.cli.fetch;

import static dev.trustconnect.cli.fetch.FetchLab.WHOLE;
import static dev.trustconnect.cli.fetch.FetchLab.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.cli.fetch.RawPeer.End;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where {@code fetch} puts its file, and where it refuses to. */
class FetchOutputTest {

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

  private void refusedAtOnce(String out, String... words) throws IOException {
    int asked = names.doh.requests().size();

    Ran ran = lab.fetchTo(out);

    assertThat(ran.status()).as("%s: %s", out, ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains(words).doesNotContain("Exception");
    assertThat(names.doh.requests()).hasSize(asked);
    assertThat(lab.peer.requests()).isEmpty();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  @Test
  void unsuitablePlacesAreRefusedBeforeAnyRequest() throws Exception {
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
    refusedAtOnce(toMissing.toString(), "isn't a folder");
    refusedAtOnce(lab.target + "/no/lib.jar", "isn't a folder");
    refusedAtOnce(fifo + "/lib.jar", fifo.toString());
    assertThat(lab.files()).isEqualTo(before);
  }

  @Test
  void tooLongNameIsReportedImmediately() throws Exception {
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
