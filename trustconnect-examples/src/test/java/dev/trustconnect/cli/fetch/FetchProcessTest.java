package dev.trustconnect.cli.fetch;

import static dev.trustconnect.cli.fetch.FetchLab.CUT;
import static dev.trustconnect.cli.fetch.FetchLab.WHOLE;
import static dev.trustconnect.cli.fetch.FetchLab.beginning;
import static dev.trustconnect.cli.fetch.FetchLab.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.cli.fetch.RawPeer.End;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fetch} as a process of its own: what signals and limits of the system do to it. */
class FetchProcessTest {
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

  private FetchProcess started(String... before) throws IOException {
    return FetchProcess.start(lab, folder, before);
  }

  private void drips(int total) {
    lab.peer.then(End.STAYS_OPEN, beginning(), head("200 OK", total, TAG));
  }

  @Test
  void ctrlCSaysWhatIsKeptAndTheNextRunResumesIt() throws Exception {
    drips(WHOLE.length);
    try (FetchProcess fetch = started("env", "--default-signal")) {
      fetch.awaitPart(CUT);
      fetch.signal("INT");

      assertThat(fetch.status()).as(fetch.err()).isEqualTo(130);
      assertThat(fetch.err())
          .contains("interrupted; 4000 bytes are kept in " + lab.kept(".part"), "to resume")
          .doesNotContain("Exception");
    }
    lab.thenRest(TAG, RANGE);

    Ran ran = lab.fetch("--json");

    assertThat(ran.json().get(0).path("resumedFrom").asLong()).isEqualTo(CUT);
    lab.wholeIsThere();
  }

  @Test
  void ctrlCSaysThatNothingIsKept() throws Exception {
    lab.peer.then(End.STAYS_OPEN, beginning(), head("200 OK", WHOLE.length));
    try (FetchProcess fetch = started("env", "--default-signal")) {
      fetch.awaitPart(CUT);
      fetch.signal("INT");

      assertThat(fetch.status()).as(fetch.err()).isEqualTo(130);
      assertThat(fetch.err()).contains("interrupted; nothing is kept");
    }
    lab.nothingIsThere();
  }

  /** One process at a time writes a part: a second one has its own. */
  @Test
  void secondProcessDoesNotTouchThePartOfTheFirst() throws Exception {
    drips(WHOLE.length);
    try (FetchProcess fetch = started()) {
      fetch.awaitPart(CUT);
      Path first = lab.kept(".part");
      lab.thenWhole(TAG);

      Ran second = lab.fetch("--json");

      assertThat(second.status()).as(second.err()).isZero();
      assertThat(second.json().get(0).path("resumedFrom").asLong()).isZero();
      assertThat(Files.readAllBytes(lab.out())).isEqualTo(WHOLE);
      assertThat(first).hasSize(CUT);
      fetch.signal("TERM");
      assertThat(fetch.status()).as(fetch.err()).isEqualTo(143);
      assertThat(fetch.err()).contains("4000 bytes are kept");
    }
  }

  /** What had been noted before a process was killed is resumed. */
  @Test
  void killedProcessLosesOnlyWhatItHadNotNoted() throws Exception {
    byte[] large = new byte[20 << 20];
    lab.peer.then(
        End.STAYS_OPEN, Arrays.copyOf(large, 10 << 20), head("200 OK", large.length, TAG));
    try (FetchProcess fetch = started()) {
      fetch.awaitPart(10 << 20);
      fetch.signal("KILL");
      assertThat(fetch.status()).isEqualTo(137);
    }
    lab.thenWhole(TAG);

    assertThat(lab.fetch().status()).isZero();

    String range = lab.peer.requests().get(1).replaceAll("(?s).*\r\nrange: bytes=(\\d+)-.*", "$1");
    assertThat(Long.parseLong(range)).isBetween(8L << 20, 10L << 20);
    lab.wholeIsThere();
  }

  @Test
  void umaskIsAppliedAsToAnyNewFile() throws Exception {
    lab.thenWhole();
    try (FetchProcess fetch = started("sh", "-c", "umask 027; exec \"$@\"", "sh")) {
      assertThat(fetch.status()).as(fetch.err()).isZero();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lab.out())))
        .isEqualTo("rw-r-----");
    lab.wholeIsThere();
  }

  /** As a full disk does, but without a disk: the write that exceeds the limit fails. */
  @Test
  void fileThatOutgrowsALimitIsNamedAndItsRoomGivenBack() throws Exception {
    lab.thenWhole(TAG);
    try (FetchProcess fetch = started("sh", "-c", "ulimit -f 8; exec \"$@\"", "sh")) {
      assertThat(fetch.status()).as(fetch.err()).isEqualTo(74);
      assertThat(fetch.err())
          .contains(lab.out() + " can't be written: File too large; what was downloaded is removed")
          .doesNotContain("Exception");
    }
    lab.nothingIsThere();
  }

  @Test
  void fullDiskIsNamedAndItsRoomGivenBack() throws Exception {
    String mount = "mount -t tmpfs -o size=64k tmpfs " + lab.target;
    assumeTrue(
        new ProcessBuilder("unshare", "-rm", "sh", "-c", mount).start().waitFor() == 0,
        "this system lets no user mount a small disk");
    lab.peer.then(End.NOTIFIED, new byte[1 << 20], head("200 OK", 1 << 20, TAG));
    try (FetchProcess fetch =
        started(
            "unshare",
            "-rm",
            "sh",
            "-c",
            mount
                + " && { \"$@\"; s=$?; ls -A "
                + lab.target
                + "; df -k --output=used "
                + lab.target
                + "; exit $s; }",
            "sh")) {
      assertThat(fetch.status()).as(fetch.err()).isEqualTo(74);
      assertThat(fetch.err())
          .contains(lab.out() + " can't be written: No space left on device")
          .contains("what was downloaded is removed");
      assertThat(fetch.out().strip()).matches("(?s)Used\\s+0");
    }
  }
}
