package dev.trustconnect.lock;

import dev.trustconnect.name.HostName;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.survey.Surveyor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The known facts of some endpoints, as in a committed file. A lock reports; it never refuses a
 * connection. Immutable. Reading needs {@code org.snakeyaml:snakeyaml-engine} on the class path, or
 * as a module that the application requires.
 *
 * <p>A test reads it, calls {@link #check(Surveyor)}, and asserts that {@link Drift#alerts} and
 * {@link Drift#notJudged} are empty.
 */
public final class TrustLock {
  private static final int MAX_BYTES = 4 << 20;
  private static final TrustLock EMPTY = new TrustLock(Map.of());

  private final Map<Endpoint, LockedEndpoint> endpoints;

  private TrustLock(Map<Endpoint, LockedEndpoint> endpoints) {
    this.endpoints = new TreeMap<>(endpoints);
  }

  /** A lock of no endpoint. */
  public static TrustLock empty() {
    return EMPTY;
  }

  /**
   * Reads a file of at most 4 MiB. Blocks on file access.
   *
   * @throws LockFileException listing every problem with its line and column
   * @throws IOException if the file can't be read
   * @throws IllegalStateException if the YAML library is missing
   */
  public static TrustLock read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw LockFileException.whole(file.toString(), "larger than 4 MiB", "check the file's name");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parse(text, file.toString());
    } catch (CharacterCodingException e) {
      throw LockFileException.whole(file.toString(), "not UTF-8", "save it as UTF-8");
    }
  }

  /**
   * Reads the text of a file.
   *
   * @param shown what messages call it
   * @throws LockFileException listing every problem with its line and column
   * @throws IllegalStateException if the YAML library is missing
   */
  public static TrustLock parse(String text, String shown) {
    return new TrustLock(new LockReader(shown).read(text));
  }

  /** The file's text; equal locks have the same. */
  public String toText() {
    return LockText.of(endpoints.values());
  }

  /** The endpoints in the order of the file: by the labels of the hosts, the last label first. */
  public Collection<LockedEndpoint> endpoints() {
    return List.copyOf(endpoints.values());
  }

  /** The facts known about an endpoint; empty if it isn't in the lock. */
  public Optional<LockedEndpoint> find(Endpoint endpoint) {
    return Optional.ofNullable(endpoints.get(endpoint));
  }

  /** This lock with {@code locked} in place of what it has for the same endpoint. */
  public TrustLock with(LockedEndpoint locked) {
    TrustLock changed = new TrustLock(endpoints);
    changed.endpoints.put(locked.endpoint(), locked);
    return changed;
  }

  /**
   * This lock with the facts of the other one: for a name that has other answers elsewhere, merge
   * locks written there. Sets grow; of a protocol version and the like the least counts; SECURE
   * stays.
   */
  public TrustLock merge(TrustLock other) {
    TrustLock merged = new TrustLock(endpoints);
    other.endpoints.forEach(
        (endpoint, locked) -> merged.endpoints.merge(endpoint, locked, LockedEndpoint::and));
    return merged;
  }

  /** The hosts of the lock whose names are SECURE at all their ports, in alphabetical order. */
  public Set<HostName> secureHosts() {
    Set<String> secure = new TreeSet<>();
    endpoints.values().stream()
        .filter(locked -> locked.name().verdict() == LockedName.Proof.SECURE)
        .forEach(locked -> secure.add(locked.endpoint().host().ascii()));
    return InOrder.of(secure.stream().map(HostName::parse).toList());
  }

  /** {@link #check(Surveyor, SurveyPlan)} with one handshake at each endpoint. */
  public Drift check(Surveyor surveyor) {
    return check(surveyor, SurveyPlan.standard().oneHandshake());
  }

  /**
   * Surveys every endpoint, one after the other, and compares. Blocks as {@link Surveyor#survey}
   * does. Without a {@link LockState}, changes that need a memory aren't found.
   */
  public Drift check(Surveyor surveyor, SurveyPlan plan) {
    List<Survey> surveys = new ArrayList<>();
    endpoints.keySet().forEach(endpoint -> surveys.add(surveyor.survey(endpoint, plan)));
    return compare(surveys, LockState.empty());
  }

  /**
   * The changes since the lock was written, as these surveys see them. A pure function.
   *
   * @param surveys of endpoints of this lock; others are reported as not judged
   * @param state what was seen before
   */
  public Drift compare(Collection<Survey> surveys, LockState state) {
    return compare(surveys.stream().map(Look::of).toList(), state);
  }

  Drift compare(List<Look> looks, LockState state) {
    List<Change> changes = new ArrayList<>();
    List<NotJudged> open = new ArrayList<>();
    for (Look look : looks) {
      LockedEndpoint locked = endpoints.get(look.endpoint());
      if (locked == null) {
        open.add(new NotJudged(look.endpoint(), "endpoint", "it isn't in the lock"));
      } else {
        changes.addAll(new Comparison(locked, look, state.of(look.endpoint())).changes());
        open.addAll(look.notJudged());
      }
    }
    return Drift.of(looks.size(), changes, open);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrustLock lock && lock.endpoints.equals(endpoints);
  }

  @Override
  public int hashCode() {
    return endpoints.hashCode();
  }

  /** {@link #toText()}. */
  @Override
  public String toString() {
    return toText();
  }
}
