package dev.trustconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.PolicyFileException;
import dev.trustconnect.file.TimelyReading;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A watched policy file: what takes effect when, and that a bad file changes nothing. */
class PolicyWatchTest {
  private static final String HEALTHY =
      "version: 1\nupstreams: [QUAD9]\nendpoints:\n  - host: api.example.test\n";
  private static final String STRICT = HEALTHY + "profile: STRICT\n";

  private final TestInternet internet = TestInternet.usual();
  private final TrustConnect trust = internet.trust().logAudit(false).build();
  private final Turn turn = new Turn();

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("policy.yaml"), HEALTHY);
  }

  @AfterEach
  void close() {
    trust.close();
  }

  /** Lets the watching thread look once, and waits until it has. */
  private static final class Turn implements PolicyWatch.Pause {
    private final SynchronousQueue<Boolean> begin = new SynchronousQueue<>();
    private final SynchronousQueue<Boolean> done = new SynchronousQueue<>();
    private Thread thread; // visible through the queues

    @Override
    public boolean over(PolicyWatch watch) throws InterruptedException {
      if (thread != null) {
        done.put(true);
      }
      thread = Thread.currentThread();
      return begin.take();
    }

    void look() throws InterruptedException {
      begin.put(true);
      done.take();
    }

    void twoLooks() throws InterruptedException {
      look();
      look();
    }

    /** The thread, whose watch is closed, ends. */
    void end() throws InterruptedException {
      begin.put(true);
      thread.join();
    }
  }

  private PolicyWatch watch() throws IOException {
    return trust.watches.start(file, turn);
  }

  private List<AuditEvent.PoliciesNotReplaced> notReplaced() {
    trust.close(); // all events have arrived then
    return internet.events().stream()
        .filter(AuditEvent.PoliciesNotReplaced.class::isInstance)
        .map(AuditEvent.PoliciesNotReplaced.class::cast)
        .toList();
  }

  @Test
  void fileIsInForceAtOnceAndItsChangeAfterTwoLooks() throws Exception {
    PolicyWatch watch = watch();
    assertThat(trust.policies().policies()).hasSize(1);
    assertThat(trust.policies().profile()).isEqualTo(Profile.STANDARD);

    Files.writeString(file, STRICT);
    turn.twoLooks();

    assertThat(trust.policies().profile()).isEqualTo(Profile.STRICT);
    assertThat(watch.problem()).isEmpty();
  }

  /** Its size and time are the same: only its content tells. */
  @Test
  void changeOfTheContentAloneIsSeen() throws Exception {
    FileTime time = FileTime.from(Instant.parse("2026-06-01T12:00:00Z"));
    Files.setLastModifiedTime(file, time);
    PolicyWatch unused = watch();

    Files.writeString(file, HEALTHY.replace("api.", "app."));
    Files.setLastModifiedTime(file, time);
    turn.twoLooks();

    assertThat(trust.policies().isWrittenFor(HostName.parse("app.example.test"))).isTrue();
  }

  private TrustRoots rootsInForce() {
    return trust
        .policies()
        .policyFor(HostName.parse("api.example.test"))
        .orElseThrow()
        .roots()
        .orElseThrow();
  }

  /** As a trust bundle that rotates: the policy file stays as it is. */
  @Test
  void changedPemFileTakesEffect() throws Exception {
    TestCa before = TestCa.create("Before");
    TestCa after = TestCa.create("After");
    Path pem = before.writePem(folder.resolve("bundle.pem"));
    Files.writeString(file, HEALTHY + "    roots: bundle.pem\n");
    PolicyWatch watch = watch();
    assertThat(rootsInForce()).isEqualTo(TrustRoots.of(before.certificate()));

    after.writePem(pem);
    turn.look();
    assertThat(rootsInForce()).isEqualTo(TrustRoots.of(before.certificate()));
    turn.look();
    assertThat(rootsInForce()).isEqualTo(TrustRoots.of(after.certificate()));

    Files.writeString(pem, "half a ");
    turn.twoLooks();
    assertThat(rootsInForce()).isEqualTo(TrustRoots.of(after.certificate()));
    assertThat(watch.problem()).isPresent();
    before.writePem(pem);
    turn.twoLooks();
    assertThat(rootsInForce()).isEqualTo(TrustRoots.of(before.certificate()));
    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void pemFileThatAChangeNamesIsWatchedFromThenOn() throws Exception {
    TestCa before = TestCa.create("Before");
    TestCa after = TestCa.create("After");
    Path pem = before.writePem(folder.resolve("bundle.pem"));
    PolicyWatch unused = watch();
    Files.writeString(file, HEALTHY + "    roots: bundle.pem\n");
    turn.twoLooks();
    assertThat(rootsInForce()).isEqualTo(TrustRoots.of(before.certificate()));

    after.writePem(pem);
    turn.twoLooks();

    assertThat(rootsInForce()).isEqualTo(TrustRoots.of(after.certificate()));
  }

  /** As if the policy file were delivered a moment before the trust bundle. */
  @Test
  void missingPemFileThatAChangeNamesIsWaitedFor() throws Exception {
    TestCa corp = TestCa.create("Corp");
    PolicyWatch watch = watch();
    PolicyBook before = trust.policies();
    Files.writeString(file, HEALTHY + "    roots: bundle.pem\n");
    turn.twoLooks();
    assertThat(trust.policies()).isSameAs(before);
    assertThat(watch.problem()).get().asString().contains("can't read the file 'bundle.pem'");

    Path unusedPem = corp.writePem(folder.resolve("bundle.pem"));
    turn.twoLooks();

    assertThat(rootsInForce()).isEqualTo(TrustRoots.of(corp.certificate()));
    assertThat(watch.problem()).isEmpty();
    assertThat(notReplaced()).hasSize(1);
  }

  @Test
  void changeDuringReadsThatFailTakesEffect() throws Exception {
    Deque<String> rest = new ArrayDeque<>();
    PolicyWatch watch =
        trust.watches.start(
            file,
            turn,
            path -> {
              try {
                return PolicyFile.read(path);
              } finally {
                if (!rest.isEmpty()) {
                  Files.writeString(path, rest.remove());
                }
              }
            });
    String unusable = HEALTHY + "    roots: missing.pem\n";
    rest.add(unusable + "# again\n");
    rest.add(STRICT);
    Files.writeString(file, unusable);
    turn.twoLooks();
    assertThat(rest).isEmpty();
    turn.twoLooks();

    assertThat(trust.policies().profile()).isEqualTo(Profile.STRICT);
    assertThat(watch.problem()).isEmpty();
    assertThat(notReplaced()).isEmpty();
  }

  /** The part that has been written may be valid by itself, with fewer hosts and pins. */
  @Test
  void fileThatIsWrittenToWhileItIsReadTakesEffectOnceItIsWhole() throws Exception {
    Deque<String> rest = new ArrayDeque<>();
    PolicyWatch watch =
        trust.watches.start(
            file,
            turn,
            path -> {
              PolicyFile found = PolicyFile.read(path);
              if (!rest.isEmpty()) {
                Files.writeString(path, rest.remove());
              }
              return found;
            });
    PolicyBook before = trust.policies();

    rest.add(STRICT);
    Files.writeString(file, "version: 1\nupstreams: [QUAD9]\n");
    turn.twoLooks();
    assertThat(trust.policies()).isSameAs(before);
    turn.twoLooks();

    assertThat(trust.policies().profile()).isEqualTo(Profile.STRICT);
    assertThat(trust.policies().policies()).hasSize(1);
    assertThat(watch.problem()).isEmpty();
  }

  /** Otherwise the file with and without it would be the same in the audit log. */
  @Test
  void endOfTheStrictProfileIsAudited() throws Exception {
    Files.writeString(file, STRICT);
    PolicyWatch unused = watch();

    Files.writeString(file, HEALTHY);
    turn.twoLooks();
    trust.close();

    assertThat(internet.events())
        .filteredOn(AuditEvent.PoliciesReplaced.class::isInstance)
        .map(AuditEvent::toJson)
        .satisfiesExactly(
            first -> assertThat(first).contains("\"profile\":\"STRICT\""),
            second -> assertThat(second).contains("\"profile\":\"STANDARD\""));
  }

  @Test
  @Timeout(60)
  void changeIsSeenInTheIntervalThatIsSet() throws Exception {
    BlockingQueue<Profile> inForce = new LinkedBlockingQueue<>();
    try (TrustConnect watching = internet.trust().audit(event -> keep(event, inForce)).build()) {
      PolicyWatch unused = watching.watch(file, Duration.ofSeconds(1));
      assertThat(inForce.take()).isEqualTo(Profile.STANDARD);

      Files.writeString(file, STRICT);

      assertThat(inForce.take()).isEqualTo(Profile.STRICT);
    }
  }

  private static void keep(AuditEvent event, BlockingQueue<Profile> inForce) {
    if (event instanceof AuditEvent.PoliciesReplaced replaced) {
      inForce.add(Profile.valueOf(replaced.profile()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-5S", "PT0.999S", "PT24H0.001S", "PT2000000000000H"})
  void intervalThatIsNoIntervalIsRefused(Duration interval) {
    PolicyBook before = trust.policies();

    assertThatThrownBy(() -> trust.watch(file, interval))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a second to a day, not " + interval);

    assertThat(trust.policies()).isSameAs(before);
  }

  @Test
  void unchangedFileReplacesNothing() throws Exception {
    PolicyWatch unused = watch();
    PolicyBook before = trust.policies();

    turn.twoLooks();

    assertThat(trust.policies()).isSameAs(before);
  }

  @Test
  void fileThatBecomesBadLeavesTheLastGoodOneInForceUntilItIsMended() throws Exception {
    PolicyWatch watch = watch();
    PolicyBook before = trust.policies();

    Files.writeString(file, HEALTHY + "    pins: [nonsense]\nunknown: 1\n");
    turn.twoLooks();
    turn.twoLooks();

    assertThat(trust.policies()).isSameAs(before);
    assertThat(watch.problem()).containsInstanceOf(PolicyFileException.class);

    Files.writeString(file, STRICT);
    turn.twoLooks();

    assertThat(watch.problem()).isEmpty();
    assertThat(trust.policies().profile()).isEqualTo(Profile.STRICT);
    assertThat(notReplaced())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.file()).isEqualTo(file.toString());
              assertThat(event.message()).contains("unknown");
              assertThat(event.toJson())
                  .contains("\"event\":\"policies-not-replaced\"")
                  .contains("\"file\":")
                  .doesNotContain("\n");
            });
  }

  @Test
  void fileThatDisappearsLeavesItsPoliciesInForce() throws Exception {
    PolicyWatch watch = watch();
    PolicyBook before = trust.policies();

    Files.delete(file);
    turn.twoLooks();

    assertThat(trust.policies()).isSameAs(before);
    assertThat(watch.problem()).containsInstanceOf(NoSuchFileException.class);
    assertThat(notReplaced()).hasSize(1);
  }

  /** Reading a folder or a pipe would fail late or block. */
  @Test
  void somethingElseInPlaceOfTheFileIsNotRead() throws Exception {
    PolicyWatch watch = watch();

    Files.delete(file);
    Files.createDirectory(file);
    turn.twoLooks();

    assertThat(watch.problem()).get().asString().contains("is not a regular file");
  }

  /** As opening a pipe blocks that took the file's place after the file was looked at. */
  @Test
  void readThatBlocksIsGivenUpAndTheWatchGoesOn() throws Exception {
    AtomicReference<CompletableFuture<Void>> blocked =
        new AtomicReference<>(new CompletableFuture<>());
    CompletableFuture<Void> released = new CompletableFuture<>();
    TimelyReading timely =
        new TimelyReading(
            read -> {
              CompletableFuture.anyOf(read, blocked.get()).handle((any, failed) -> "").join();
              blocked.set(new CompletableFuture<>());
              return read.isDone();
            });
    PolicyWatch watch =
        trust.watches.start(
            file,
            turn,
            path -> {
              if (Files.readString(path).contains("profile") && !released.isDone()) {
                blocked.get().complete(null);
                released.join();
              }
              return PolicyFile.read(path);
            },
            timely);
    PolicyBook before = trust.policies();
    Files.writeString(file, STRICT);
    turn.twoLooks();
    assertThat(trust.policies()).isSameAs(before);
    assertThat(watch.problem()).get().asString().contains("is it a pipe?");

    released.complete(null);
    Files.writeString(file, STRICT + "# mended\n");
    turn.twoLooks();
    assertThat(trust.policies().profile()).isEqualTo(Profile.STRICT);
    assertThat(watch.problem()).isEmpty();
  }

  /** An Error is no reason to stop looking. It is reported once, and the file is tried again. */
  @Test
  void errorWhileTheFileIsReadIsReportedAndTheWatchGoesOn() throws Exception {
    AtomicBoolean fails = new AtomicBoolean();
    PolicyWatch watch =
        trust.watches.start(
            file,
            turn,
            path -> {
              if (fails.get()) {
                throw new NoClassDefFoundError("org/example/Missing");
              }
              return PolicyFile.read(path);
            });
    fails.set(true);
    Files.writeString(file, STRICT);
    turn.twoLooks();
    turn.look();

    assertThat(watch.problem())
        .get()
        .isInstanceOf(IllegalStateException.class)
        .extracting(Throwable::getCause)
        .isInstanceOf(NoClassDefFoundError.class);
    fails.set(false);
    turn.look();

    assertThat(watch.problem()).isEmpty();
    assertThat(trust.policies().profile()).isEqualTo(Profile.STRICT);
    assertThat(notReplaced())
        .singleElement()
        .satisfies(event -> assertThat(event.message()).contains("org/example/Missing"));
  }

  @Test
  void fileThatIsBadFromTheStartIsNotWatched() throws Exception {
    PolicyBook before = trust.policies();
    Path missing = folder.resolve("missing.yaml");

    assertThatThrownBy(() -> trust.watch(missing)).isInstanceOf(NoSuchFileException.class);
    Files.writeString(file, "version: 2\n");
    assertThatThrownBy(() -> trust.watch(file)).isInstanceOf(PolicyFileException.class);

    assertThat(trust.policies()).isSameAs(before);
    Files.writeString(file, HEALTHY);
    PolicyWatch unused = trust.watch(file);
    assertThat(trust.policies().policies()).hasSize(1);
  }

  @Test
  void secondWatchIsRefusedUntilTheFirstIsClosed() throws Exception {
    PolicyWatch first = watch();

    assertThatThrownBy(() -> trust.watch(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("close that watch first");
    first.close();
    PolicyWatch unused = trust.watch(file);
  }

  @Test
  void closingEndsTheThreadAndReplacesNothing() throws Exception {
    PolicyWatch watch = watch();
    PolicyBook before = trust.policies();
    Files.writeString(file, STRICT);
    turn.look();

    watch.close();
    turn.end();

    assertThat(trust.policies()).isSameAs(before);
  }

  @Test
  void closingTheTrustConnectEndsTheThread() throws Exception {
    PolicyWatch unused = watch();

    trust.close();

    turn.end();
    assertThatThrownBy(() -> trust.watch(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
