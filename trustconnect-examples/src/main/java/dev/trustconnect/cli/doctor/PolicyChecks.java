package dev.trustconnect.cli.doctor;

import dev.trustconnect.cli.option.FileTrouble;
import dev.trustconnect.lock.LockFileException;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.text.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The checks of the policy file, and of the files beside it. */
final class PolicyChecks {
  static final String POLICY = "doctor.policy";
  static final String FILES = "doctor.files";

  private final ReadPolicy policy;
  private final Path lock;
  private final Hosts hosts;
  private final InstantSource clock;

  /**
   * Checks of these files.
   *
   * @param lock where the lock is, if there is one
   */
  PolicyChecks(ReadPolicy policy, Path lock, Hosts hosts, InstantSource clock) {
    this.policy = policy;
    this.lock = lock;
    this.hosts = hosts;
    this.clock = clock;
  }

  List<Check> checks() {
    return List.of(Check.local(POLICY, this::policy), Check.local(FILES, this::files));
  }

  private Row policy() {
    Path path = policy.path();
    if (path == null) {
      return Row.nothingToCheck(POLICY, "no policy file", "name one with --policy FILE");
    }
    if (policy.file() == null) {
      return Row.failed(
          POLICY,
          Hidden.path(path) + " can't be used: " + Hidden.detail(policy.problem()),
          SafeText.line(policy.remedy(), 200) + "; trustconnect policy check shows all");
    }
    PolicyBook book = policy.file().policies();
    for (Endpoint named : hosts.named()) {
      if (book.policyFor(named.host()).isEmpty()) {
        return Row.failed(
            POLICY,
            Hidden.name(named.host().ascii())
                + " has no entry, and profile "
                + book.profile()
                + " refuses it",
            "add an entry for it");
      }
    }
    List<String> due = due(book);
    if (!due.isEmpty()) {
      return Row.warning(
          POLICY,
          String.join("; ", due.subList(0, Math.min(3, due.size())))
              + (due.size() > 3 ? "; and " + (due.size() - 3) + " more" : ""),
          "renew the pins and pinsExpire; trustconnect probe prints the keys in use");
    }
    for (Endpoint named : hosts.named()) {
      if (!book.isWrittenFor(named.host())) {
        return Row.warning(
            POLICY,
            Hidden.name(named.host().ascii()) + " has no entry: the defaults apply to it",
            "add an entry for it if it needs pins or other rules");
      }
    }
    int entries = book.policies().size();
    return Row.ok(
        POLICY,
        Hidden.path(path)
            + ": "
            + entries
            + (entries == 1 ? " entry" : " entries")
            + ", profile "
            + book.profile());
  }

  private List<String> due(PolicyBook book) {
    List<String> due = new ArrayList<>();
    for (EndpointPolicy one : book.policies()) {
      PinSet pins = one.pins().orElse(null);
      if (pins != null && pins.isDueAt(clock.instant())) {
        due.add(
            "the pins of "
                + Hidden.name(one.hosts().toString())
                + (pins.isExpiredAt(clock.instant()) ? " were to be" : " are to be")
                + " renewed by "
                + pins.expiry());
      }
    }
    due.sort(String::compareTo);
    return due;
  }

  private Row files() {
    List<String> wrong = new ArrayList<>();
    List<String> remedies = new ArrayList<>();
    int looked = 0;
    Path path = policy.path();
    if (path != null) {
      looked++;
      openToOthers(path, false, wrong, remedies);
    }
    if (Files.exists(lock)) {
      looked++;
      readable(lock, () -> TrustLock.read(lock), wrong, remedies);
      openToOthers(lock, false, wrong, remedies);
    }
    Path state = LockState.beside(lock);
    if (Files.exists(state)) {
      looked++;
      readable(state, () -> LockState.read(state), wrong, remedies);
      openToOthers(state, true, wrong, remedies);
      if (!Files.isWritable(state)) {
        wrong.add(Hidden.path(state) + " isn't writable");
        remedies.add("make it writable for the user that runs trustconnect lock");
      }
    }
    if (looked == 0) {
      return Row.nothingToCheck(
          FILES, "no policy, lock or state here", "name the lock with --lock FILE");
    }
    return wrong.isEmpty()
        ? Row.ok(
            FILES, looked + (looked == 1 ? " file is" : " files are") + " readable, and private")
        : Row.warning(FILES, String.join("; ", wrong), String.join("; ", remedies));
  }

  /** Reads a file for its mistakes. */
  private interface Reading {
    Object read() throws IOException;
  }

  private static void readable(
      Path file, Reading reading, List<String> wrong, List<String> remedies) {
    try {
      Object unused = reading.read();
    } catch (LockFileException malformed) {
      wrong.add(Hidden.path(file) + " has mistakes");
      remedies.add("trustconnect lock --check lists them");
    } catch (IOException unreadable) {
      wrong.add(Hidden.path(file) + ": " + SafeText.of(FileTrouble.inWords(unreadable)));
      remedies.add("make it readable for this user");
    }
  }

  /** Others may not change any of the files, nor read what tells where a machine connects to. */
  private static void openToOthers(
      Path file, boolean isPrivate, List<String> wrong, List<String> remedies) {
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view == null) {
        return; // such as Windows, whose permissions are lists
      }
      Set<PosixFilePermission> granted = view.readAttributes().permissions();
      if (granted.contains(PosixFilePermission.OTHERS_WRITE)) {
        wrong.add(Hidden.path(file) + " may be changed by every user");
        remedies.add("chmod o-w");
      } else if (isPrivate && granted.contains(PosixFilePermission.OTHERS_READ)) {
        wrong.add(Hidden.path(file) + " may be read by every user");
        remedies.add("chmod o-r");
      }
    } catch (IOException unreadable) {
      wrong.add(Hidden.path(file) + ": " + SafeText.of(FileTrouble.inWords(unreadable)));
      remedies.add("make it readable for this user");
    }
  }
}
