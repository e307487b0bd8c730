package dev.trustconnect;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.PolicyFileException;
import dev.trustconnect.config.StartupSetting;
import dev.trustconnect.file.TimelyReading;
import dev.trustconnect.file.WatchedFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the policies of a {@link TrustConnect} as its policy file says; {@link TrustConnect#watch}
 * starts one. Thread-safe.
 *
 * <p>A daemon thread looks at the file every five seconds, or in the interval that was set. A
 * change takes effect once two looks in a row have seen the same, so that a file that is being
 * written isn't read half. The PEM files that it names are looked at too, whether they are there
 * yet or not.
 *
 * <p>While the file is missing or has mistakes, the policies that were read last stay in force, and
 * each such change is an {@link AuditEvent.PoliciesNotReplaced}. So is a file that can't be read
 * within ten seconds, such as a pipe in its place, and an error while it is read. The watch goes
 * on.
 */
public final class PolicyWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);
  private static final int MAX_BYTES = 1 << 20; // more is refused when it is read
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_MESSAGE = 4_000; // the file's text may be in it
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  static final Duration USUAL_INTERVAL = Duration.ofSeconds(5);

  private final Path file;
  private final Starter starter;
  private final Reader reader;
  private final TimelyReading timely;
  private final CountDownLatch end = new CountDownLatch(1);
  // Only the watching thread uses these, once it has begun.
  private @Nullable WatchedFiles watched;
  private String broken = ""; // what the files were like when an error was reported
  private volatile @Nullable Exception problem;

  private PolicyWatch(Path file, Starter starter, Reader reader, TimelyReading timely) {
    this.file = file;
    this.starter = starter;
    this.reader = reader;
    this.timely = timely;
  }

  /** Starts the watches of one {@code TrustConnect}, one at a time. Thread-safe. */
  static final class Starter {
    private final TrustConnect trust;
    private final boolean isFromFile;
    private final AuditTrail trail;
    private final InstantSource clock;
    private @Nullable PolicyWatch current; // guarded by this
    private boolean closed; // guarded by this

    /**
     * A starter.
     *
     * @param isFromFile whether {@code trust} was built from a policy file
     */
    Starter(TrustConnect trust, boolean isFromFile, AuditTrail trail, InstantSource clock) {
      this.trust = trust;
      this.isFromFile = isFromFile;
      this.trail = trail;
      this.clock = clock;
    }

    /**
     * Reads the file, puts it in force, and looks at it after each pause until the watch is closed.
     */
    synchronized PolicyWatch start(Path file, Pause pause, Reader reader, TimelyReading timely)
        throws IOException {
      if (closed) {
        throw new IllegalStateException("this TrustConnect is closed");
      }
      if (current != null) {
        throw new IllegalStateException("a policy file is watched already: close that watch first");
      }
      PolicyWatch watch = new PolicyWatch(file, this, reader, timely);
      watch.begin();
      current = watch;
      Thread thread = new Thread(() -> watch.run(pause), "trustconnect-policy-watch");
      thread.setDaemon(true);
      thread.start();
      return watch;
    }

    PolicyWatch start(Path file, Pause pause, Reader reader) throws IOException {
      return start(file, pause, reader, TimelyReading.within(PATIENCE));
    }

    PolicyWatch start(Path file, Pause pause) throws IOException {
      return start(file, pause, PolicyFile::read);
    }

    PolicyWatch start(Path file, Duration interval) throws IOException {
      if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "a policy file is looked at in an interval of a second to a day, not " + interval);
      }
      return start(file, watch -> watch.pause(interval));
    }

    private void use(PolicyFile file) {
      if (isFromFile) {
        Set<StartupSetting> logged = trust.replacePolicies(file);
        LOG.debug("fields that need a restart: {}", logged);
      } else {
        trust.replacePolicies(file.policies());
      }
    }

    /** A remedy if the watched file isn't in force as it is now. */
    synchronized List<String> problems() {
      PolicyWatch watch = current;
      return watch == null || watch.problem == null
          ? List.of()
          : List.of(watch.file + " isn't in force since its last change; the audit log says why");
    }

    private synchronized void ended(PolicyWatch watch) {
      if (current == watch) {
        current = null;
      }
    }

    void close() {
      PolicyWatch last;
      synchronized (this) {
        closed = true;
        last = current;
      }
      if (last != null) {
        last.close();
      }
    }
  }

  /** Waits between two looks. Returns false when the watch is closed. */
  @FunctionalInterface
  interface Pause {
    boolean over(PolicyWatch watch) throws InterruptedException;
  }

  /** Reads a policy file. */
  @FunctionalInterface
  interface Reader {
    PolicyFile read(Path file) throws IOException;
  }

  private boolean pause(Duration interval) throws InterruptedException {
    return !end.await(interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run(Pause pause) {
    try {
      while (pause.over(this) && end.getCount() > 0) {
        look();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin() throws IOException {
    try {
      watched = new WatchedFiles(List.of(file), MAX_BYTES, timely);
      starter.use(read());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + file + " is read");
    }
  }

  /** Looks at the files once. An error doesn't end the watch. */
  private void look() throws InterruptedException {
    WatchedFiles files = Objects.requireNonNull(watched);
    try {
      if (files.haveChanged()) {
        replace();
      }
    } catch (RuntimeException | Error unexpected) {
      LOG.error("{}: the change of the policy file isn't in force", file, unexpected);
      if (!files.seen().equals(broken)) { // it is tried again at each look
        broken = files.seen();
        report(new IllegalStateException("not in force because of " + unexpected, unexpected));
      }
    }
  }

  private void replace() throws InterruptedException {
    try {
      PolicyFile changed = read();
      WatchedFiles named = Objects.requireNonNull(watched);
      if (named.areStillAsSeen()) {
        use(changed);
        named.countAsRead();
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException unusable) {
      WatchedFiles named = Objects.requireNonNull(watched);
      if (named.areStillAsSeen()) {
        named.countAsRead();
        report(unusable);
      }
    }
  }

  private synchronized void use(PolicyFile changed) {
    if (end.getCount() > 0) {
      starter.use(changed);
      problem = null;
    }
  }

  private synchronized void report(Exception unusable) {
    if (end.getCount() == 0) {
      return;
    }
    problem = unusable;
    String message = String.valueOf(unusable.getMessage());
    String shown = message.substring(0, Math.min(message.length(), MAX_MESSAGE));
    starter.trail.record(
        () -> new AuditEvent.PoliciesNotReplaced(starter.clock.instant(), file.toString(), shown));
  }

  /**
   * Reads the policy file. If it names other PEM files than before, these are watched from now on,
   * and everything is read again, since they may have changed since they were read. It waits for
   * files that don't exist yet.
   */
  private PolicyFile read() throws IOException, InterruptedException {
    try {
      PolicyFile policies = readOnce();
      if (areWatched(policies.pemFiles())) {
        return policies;
      }
      watch(policies.pemFiles());
    } catch (PolicyFileException unusable) {
      if (areWatched(unusable.pemFiles())) {
        throw unusable;
      }
      watch(unusable.pemFiles());
    }
    return readOnce();
  }

  private boolean areWatched(List<Path> pemFiles) {
    List<Path> files = Objects.requireNonNull(watched).files();
    return pemFiles.equals(files.subList(1, files.size()));
  }

  private void watch(List<Path> pemFiles) throws InterruptedException {
    List<Path> files = new ArrayList<>(List.of(file));
    files.addAll(pemFiles);
    watched = new WatchedFiles(files, MAX_BYTES, timely);
  }

  private PolicyFile readOnce() throws IOException, InterruptedException {
    return timely.read(
        () -> {
          if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(file + " is not a regular file");
          }
          return reader.read(file);
        });
  }

  /**
   * Why the file as it is now isn't in force: a {@link PolicyFileException} with every mistake, an
   * {@link IOException}, or an {@link IllegalStateException} with the error that was thrown; empty
   * if it is in force.
   */
  public Optional<Exception> problem() {
    return Optional.ofNullable(problem);
  }

  /** Ends the thread. The policies stay as they are. */
  @Override
  public void close() {
    synchronized (this) {
      end.countDown(); // no look replaces anything from here on
    }
    starter.ended(this);
  }
}
