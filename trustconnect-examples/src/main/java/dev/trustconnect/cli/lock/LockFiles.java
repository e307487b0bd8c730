package dev.trustconnect.cli.lock;

import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.FileTrouble;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.TrustLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The lock, and the state beside it. */
record LockFiles(Path file, DnsOptions dns) {
  /** The lock; an error of usage if there is none or it can't be read. */
  TrustLock lock() {
    return dns.read("--file " + file, () -> TrustLock.read(file));
  }

  /** The lock; an empty one if there is no file. */
  TrustLock lockOrEmpty() {
    return Files.exists(file) ? lock() : TrustLock.empty();
  }

  TrustLock other(Path merged) {
    return dns.read("--merge " + merged, () -> TrustLock.read(merged));
  }

  LockState state() {
    Path state = LockState.beside(file);
    return dns.read(state.toString(), () -> LockState.read(state));
  }

  /** Writes the lock beside its place and then moves it there; an error of usage if it can't. */
  void write(TrustLock lock) {
    Path target = file.toAbsolutePath();
    Path beside = target.resolveSibling(target.getFileName() + ".new");
    try {
      try {
        Files.writeString(beside, lock.toText());
        Files.move(
            beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException unwritable) {
      throw dns.wrong(file + " can't be written: " + FileTrouble.inWords(unwritable));
    }
  }

  /** Writes what was seen. Returns why it couldn't: the comparison is valid all the same. */
  Optional<String> save(LockState state) {
    Path target = LockState.beside(file);
    try {
      state.save(target);
      return Optional.empty();
    } catch (IOException unwritable) {
      return Optional.of(target + " can't be written: " + FileTrouble.inWords(unwritable));
    }
  }
}
