package dev.trustconnect.lock;

import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Facts seen from this machine that change in healthy operation: certificates, networks, times. In
 * a file beside the lock that isn't committed, one line of JSON for each change of an endpoint; the
 * last line of an endpoint counts. Immutable.
 */
public final class LockState {
  private static final int MAX_BYTES = 4 << 20;
  private static final int COMPACT_BYTES = 1 << 20;
  private static final LockState EMPTY = new LockState(Map.of(), List.of(), 0);

  private final Map<Endpoint, EndpointState> endpoints;
  private final List<EndpointState> unsaved;
  private final int unreadableLines;

  private LockState(
      Map<Endpoint, EndpointState> endpoints, List<EndpointState> unsaved, int unreadableLines) {
    this.endpoints = new TreeMap<>(endpoints);
    this.unsaved = List.copyOf(unsaved);
    this.unreadableLines = unreadableLines;
  }

  /** Nothing was seen. */
  public static LockState empty() {
    return EMPTY;
  }

  /** {@code .trustconnect/state.jsonl} in the folder of the lock. */
  public static Path beside(Path lock) {
    return lock.toAbsolutePath().resolveSibling(".trustconnect").resolve("state.jsonl");
  }

  /**
   * Reads a file; {@link #empty} if there is none. A line that can't be read is left out: the last
   * one may be torn. Blocks on file access.
   *
   * @throws IOException if the file can't be read or is larger than 4 MiB
   * @throws IllegalStateException if the YAML library is missing, which reads JSON too
   */
  public static LockState read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException none) {
      return EMPTY;
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException(file + ": larger than 4 MiB; delete it to start again");
    }
    Map<Endpoint, EndpointState> endpoints = new TreeMap<>();
    int unreadable = 0;
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        Optional<EndpointState> read = StateLine.parse(line);
        read.ifPresent(state -> endpoints.put(state.endpoint(), state));
        unreadable += read.isPresent() ? 0 : 1;
      }
    }
    return new LockState(endpoints, List.of(), unreadable);
  }

  /** How many lines of the file couldn't be read. */
  public int unreadableLines() {
    return unreadableLines;
  }

  /** When an endpoint was seen first; empty if it never was. */
  public Optional<Instant> firstSeen(Endpoint endpoint) {
    return of(endpoint).map(EndpointState::firstSeen);
  }

  /** When an endpoint was last seen to change; empty if it was never seen. */
  public Optional<Instant> lastChanged(Endpoint endpoint) {
    return of(endpoint).map(EndpointState::lastChanged);
  }

  Optional<EndpointState> of(Endpoint endpoint) {
    return Optional.ofNullable(endpoints.get(endpoint));
  }

  /** This without an endpoint, as before its first look: the facts accepted now aren't compared. */
  public LockState without(Endpoint endpoint) {
    LockState less = new LockState(endpoints, unsaved, unreadableLines);
    less.endpoints.remove(endpoint);
    return less;
  }

  /**
   * The state after these surveys. An endpoint with an alert isn't changed: an attacker's values
   * must not become known ones.
   *
   * @param lock what they were compared with
   */
  public LockState after(TrustLock lock, Collection<Survey> surveys) {
    return afterLooks(lock, surveys.stream().map(Look::of).toList());
  }

  LockState afterLooks(TrustLock lock, List<Look> looks) {
    Map<Endpoint, EndpointState> next = new TreeMap<>(endpoints);
    List<EndpointState> changed = new ArrayList<>(unsaved);
    for (Look look : looks) {
      Optional<EndpointState> before = of(look.endpoint());
      lock.find(look.endpoint())
          .flatMap(locked -> new Comparison(locked, look, before).after())
          .filter(state -> !before.equals(Optional.of(state)))
          .ifPresent(
              state -> {
                next.put(state.endpoint(), state);
                changed.add(state);
              });
    }
    return new LockState(next, changed, unreadableLines);
  }

  /** The same with nothing left to save: for after {@link #save}, or if it isn't to be saved. */
  public LockState saved() {
    return new LockState(endpoints, List.of(), unreadableLines);
  }

  /**
   * Appends what has changed since it was read, in whole lines; rewrites the file, without lines
   * that no longer count, once it is larger than 1 MiB. Blocks on file access.
   */
  public void save(Path file) throws IOException {
    if (unsaved.isEmpty()) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    StringBuilder lines = new StringBuilder();
    unsaved.forEach(state -> lines.append(StateLine.of(state)).append('\n'));
    if (Files.exists(file) && Files.size(file) + lines.length() > COMPACT_BYTES) {
      compact(file);
    } else {
      append(file, lines.toString());
    }
  }

  private static void append(Path file, String lines) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      String start = end > 0 && !endsWithALine(channel, end) ? "\n" : ""; // the last one is torn
      channel.position(end);
      ByteBuffer bytes = ByteBuffer.wrap((start + lines).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static boolean endsWithALine(FileChannel channel, long end) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return channel.read(last, end - 1) == 1 && last.get(0) == '\n';
  }

  private void compact(Path file) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (EndpointState state : endpoints.values()) {
      String line = StateLine.of(state) + "\n";
      if (lines.length() + line.length() > COMPACT_BYTES) {
        break; // thousands of endpoints: those that are left out are seen as new
      }
      lines.append(line);
    }
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, lines);
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
