package dev.trustconnect;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.identity.FileIdentity;
import dev.trustconnect.identity.IdentitySource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files of client identities again when they change: a daemon thread looks every five
 * seconds, if there are any. Thread-safe.
 */
final class IdentityWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IdentityWatch.class);
  private static final long SECONDS = 5;

  private final Map<String, FileIdentity> files = new LinkedHashMap<>();
  private final AuditTrail trail;
  private final InstantSource clock;
  private final CountDownLatch end = new CountDownLatch(1);

  private IdentityWatch(
      Map<String, IdentitySource> sources, AuditTrail trail, InstantSource clock) {
    this.trail = trail;
    this.clock = clock;
    sources.forEach(
        (name, source) -> {
          if (source instanceof FileIdentity file) {
            files.put(name, file);
          }
        });
  }

  /** Watches those of the sources that are files. */
  static IdentityWatch start(
      Map<String, IdentitySource> sources, AuditTrail trail, InstantSource clock) {
    IdentityWatch watch = new IdentityWatch(sources, trail, clock);
    if (!watch.files.isEmpty()) {
      Thread thread = new Thread(watch::run, "trustconnect-identity-watch");
      thread.setDaemon(true);
      thread.start();
    }
    return watch;
  }

  private void run() {
    try {
      while (!end.await(SECONDS, TimeUnit.SECONDS)) {
        look();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at all files once. A file that can't be used is recorded in the audit trail. */
  void look() {
    files.forEach(
        (name, file) -> {
          try {
            file.look().ifPresent(problem -> record(name, String.valueOf(problem.getMessage())));
          } catch (RuntimeException | Error failed) { // the other files are looked at all the same
            LOG.error("looking at the files of client identity {} failed", name, failed);
            record(name, "looking at " + file + " failed, see the log");
          }
        });
  }

  /** A remedy for files that aren't used as they are now. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    files.forEach(
        (name, file) -> {
          if (file.problem().isPresent()) {
            problems.add(
                "identity " + name + " isn't renewed from " + file + "; the audit log says why");
          }
        });
    return problems;
  }

  private void record(String name, String problem) {
    trail.record(
        () ->
            new AuditEvent.IdentityEvent(
                clock.instant(),
                IdentityChange.NOT_RENEWED,
                name,
                "",
                Optional.of(Reason.IDENTITY_UNREADABLE),
                problem + "; the last good certificate stays",
                List.of()));
  }

  @Override
  public void close() {
    end.countDown();
  }
}
