package dev.trustconnect.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.watch.WatchEvent.Details;
import dev.trustconnect.watch.WatchEvent.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What survives, and what doesn't. */
class WatchStateTest {
  private static final Endpoint ENDPOINT = Endpoint.parse("api.example.test");
  private static final Parts PARTS =
      new Parts(
          new Part("SECURE", "", Map.of("caa.absent", Severity.LOW), Map.of(), ""),
          new Part(
              "",
              "path.issuer-unknown",
              Map.of(),
              Map.of("drift.root-new", Weight.ALERT),
              "unknown issuer CN=A|B,C [path.issuer-unknown]"),
          null);

  @TempDir private Path folder;

  private static WatchEvent event(WatchState state, String summary) {
    return new WatchEvent(
        state.nextId(),
        Kind.ENDPOINT_REFUSED,
        SignedWorld.NOW,
        ENDPOINT.toString(),
        summary,
        new Details(
            Optional.of("SECURE"),
            Optional.of("BOGUS"),
            Optional.of("dnssec.signature-expired"),
            Map.of("caa.absent", Severity.LOW),
            Map.of("drift.root-new", Weight.ALERT),
            List.of(ENDPOINT),
            1,
            3,
            true));
  }

  private static WatchEvent happens(WatchState state, String summary) {
    WatchEvent event = event(state, summary);
    state.happened(event, ENDPOINT, PARTS, List.of("broken link de. DNSKEY [x]"), "dark");
    return event;
  }

  @Test
  void everythingIsReadAsItWasWritten() throws IOException {
    WatchEvent event;
    try (WatchState state = WatchState.open(folder)) {
      assertThat(state.owed("hook")).isEmpty();
      event = happens(state, "it is \"quoted\" and … ends");
    }
    try (WatchState state = WatchState.open(folder)) {
      assertThat(state.endpoints()).containsExactly(Map.entry(ENDPOINT, PARTS));
      assertThat(state.causes()).containsExactly("broken link de. DNSKEY [x]");
      assertThat(state.blind()).isEqualTo("dark");
      assertThat(state.owed("hook")).containsExactly(event);
      assertThat(state.nextId()).isNotEqualTo(event.id());
      state.gives("hook", event);
    }
    try (WatchState state = WatchState.open(folder)) {
      assertThat(state.owed("hook")).isEmpty();
      assertThat(state.blind()).isEqualTo("dark");
      assertThat(state.causes()).hasSize(1);
      assertThat(state.endpoints()).containsKey(ENDPOINT);
    }
  }

  @Test
  void whatIsKnownLaterIsNotUndoneByAnOlderEvent() throws IOException {
    Parts later = new Parts(Part.NOTHING, null, null);
    try (WatchState state = WatchState.open(folder)) {
      assertThat(state.owed("hook")).isEmpty();
      happens(state, "old");
      state.keep(ENDPOINT, later);
    }
    WatchState.open(folder).close(); // writes it anew
    try (WatchState state = WatchState.open(folder)) {
      assertThat(state.endpoints()).containsExactly(Map.entry(ENDPOINT, later));
      assertThat(state.owed("hook")).hasSize(1);
    }
  }

  /** An interrupt closes the file that is being written. */
  @Test
  void interruptedThreadLosesNothing() throws IOException {
    WatchEvent first;
    WatchEvent second;
    try (WatchState state = WatchState.open(folder)) {
      assertThat(state.owed("hook")).isEmpty();
      Thread.currentThread().interrupt();
      first = happens(state, "first");
      assertThat(Thread.interrupted()).as("it is left so").isTrue();
      assertThat(state.problem()).isEmpty();
      second = happens(state, "second");
    }
    try (WatchState state = WatchState.open(folder)) {
      assertThat(state.owed("hook")).containsExactly(first, second);
    }
  }

  @Test
  void aSecondWatchIsRefusedWithAClearSentence() throws IOException {
    try (WatchState first = WatchState.open(folder)) {
      assertThatThrownBy(() -> WatchState.open(folder))
          .isInstanceOf(IOException.class)
          .hasMessage(
              folder + ": another watch is using this state; give each watch a folder for itself");
      assertThat(first.problem()).isEmpty();
    }
    WatchState.open(folder).close();
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    Path inner = folder.resolve("new");
    WatchState.open(inner).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)))
        .isEqualTo("rwx------");
    for (String name : List.of("watch.state", "watch.lock")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner.resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aLinkInPlaceOfTheFileIsRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "keep me");
    Files.createSymbolicLink(folder.resolve("watch.state"), other);
    assertThatThrownBy(() -> WatchState.open(folder)).hasMessageEndingWith("not a regular file");
    assertThat(other).hasContent("keep me");
  }

  /** Wherever the last line is torn, what was before it counts, and nothing else. */
  @Test
  void aFileThatIsCutAnywhereIsReadUpToItsLastWholeLine() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    WatchState state = WatchState.open(disk);
    assertThat(state.owed("hook")).isEmpty();
    happens(state, "one");
    happens(state, "two");
    byte[] whole = disk.bytes();
    int first = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
    for (int length = first; length < whole.length; length++) {
      FaultyDisk torn = new FaultyDisk();
      torn.bytes(java.util.Arrays.copyOf(whole, length));
      int lines = (int) new String(torn.bytes(), StandardCharsets.UTF_8).lines().count();
      boolean isWhole = torn.bytes()[length - 1] == '\n';
      WatchState read = WatchState.open(torn);
      int counted = isWhole ? lines : lines - 1;
      assertThat(read.owed("hook")).hasSize(Math.max(0, counted - 2));
    }
  }

  @Test
  void aChangedByteAnywhereIsAClearErrorOrATornEnd() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    WatchState state = WatchState.open(disk);
    assertThat(state.owed("hook")).isEmpty();
    happens(state, "one");
    byte[] whole = disk.bytes();
    Random random = new Random(17);
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 << random.nextInt(7));
      FaultyDisk hostile = new FaultyDisk();
      hostile.bytes(changed);
      try {
        // The end of the last line became something else: that line is left out.
        assertThat(WatchState.open(hostile).owed("hook")).as("byte %s", at).isEmpty();
        assertThat(at).isEqualTo(whole.length - 1);
      } catch (IOException clear) {
        assertThat(clear)
            .hasMessageMatching(
                "watch.state line \\d+: not as a watch wrote it \\(.+\\);"
                    + " move the file away to start without it");
      }
    }
  }

  @Test
  void linesWithTheRightChecksumAreReadStrictly() {
    for (String fields :
        List.of(
            "X\ta",
            "G\thook",
            "G\thook\t-1",
            "G\tho ok\t1",
            "F\thttp://user:secret@evil.test/",
            "C\tapi.example.test:443\t-",
            "C\tapi.example.test:443\t-\u001f-\u001f-\tmore",
            "W1\t../../etc\t1\t\t",
            "W1\t01234567\t1\t\t" + "a".repeat(2_000))) {
      java.util.zip.CRC32C sum = new java.util.zip.CRC32C();
      sum.update(fields.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(
              () -> StateLine.parse(String.format("%08x", sum.getValue()) + " " + fields))
          .as(fields)
          .isInstanceOf(StateLine.Malformed.class)
          .hasMessageNotContaining("secret");
    }
  }

  /** As a listener and a watch use it, until the process dies; then the next one goes on. */
  private static void run(FaultyDisk disk, int until, List<String> received) throws IOException {
    WatchState state = WatchState.open(disk);
    for (WatchEvent owed : state.owed("hook")) {
      state.gives("hook", owed);
      received.add(owed.summary());
    }
    int done = state.endpoints().size(); // stands for what is confirmed: each event adds one
    for (int i = done; i < until; i++) {
      Endpoint endpoint = Endpoint.parse("h" + i + ".example.test");
      WatchEvent event = event(state, "event " + i);
      state.happened(event, endpoint, PARTS, List.of(), "");
      state.gives("hook", event);
      received.add(event.summary());
    }
  }

  @Test
  void deathAtAnyByteLosesAtMostOneEventAndRepeatsNone() throws IOException {
    int events = 12;
    FaultyDisk healthy = new FaultyDisk();
    run(healthy, events, new ArrayList<>());
    int lost = 0;
    for (long bytes = 0; bytes <= healthy.written(); bytes++) {
      FaultyDisk disk = new FaultyDisk();
      disk.dieAfter(bytes);
      List<String> received = new ArrayList<>();
      try {
        run(disk, events, received);
      } catch (FaultyDisk.Died killed) {
        run(disk.afterRestart(), events, received);
      }
      Set<String> different = new HashSet<>(received);
      assertThat(received).as("repeated after %s bytes", bytes).hasSize(different.size());
      assertThat(different.size()).as("lost after %s bytes", bytes).isBetween(events - 1, events);
      lost += events - different.size();
    }
    // Dying between the note and the delivery isn't among these: the disk is what dies here.
    assertThat(lost).isZero();
  }

  @Test
  void aFullDiskIsReportedAndNothingHalfWrittenIsReadBack() throws IOException {
    for (int room = 0; room < 600; room += 7) {
      FaultyDisk disk = new FaultyDisk();
      WatchState state = WatchState.open(disk);
      assertThat(state.owed("hook")).isEmpty();
      disk.fullAfter(room);
      WatchEvent lost = happens(state, "while it is full");
      happens(state, "while it is full too");
      assertThat(state.problem()).hasValueSatisfying(why -> assertThat(why).contains("No space"));
      WatchState other = WatchState.open(disk.afterRestart());
      assertThat(other.owed("hook")).hasSizeLessThanOrEqualTo(1);

      disk.fullAfter(Long.MAX_VALUE);
      WatchEvent last = happens(state, "there is room again");
      assertThat(state.problem()).isEmpty();
      WatchState restarted = WatchState.open(disk.afterRestart());
      assertThat(restarted.owed("hook")).hasSize(3).startsWith(lost).endsWith(last);
    }
  }

  @Test
  void theFileDoesNotGrowWithTheNumberOfEvents() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    WatchState state = WatchState.open(disk);
    assertThat(state.owed("hook")).isEmpty();
    for (int i = 0; i < 3_000; i++) {
      state.gives("hook", happens(state, "event " + i));
    }
    assertThat(disk.bytes().length).isLessThan(3 << 20);
    assertThat(WatchState.open(disk.afterRestart()).endpoints()).hasSize(1);
  }
}
