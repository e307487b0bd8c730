package dev.trustconnect.gate;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.trustconnect.name.HostName;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where each secret of one call was first sent: it belongs to that host and port only. Holds
 * digests only, at most {@value #MAX_VALUES}. Thread-safe.
 */
final class SeenSecrets {
  /**
   * The maximum number of values. Without it a server that sets new cookies on each of OkHttp's 20
   * redirects could decide how much memory a call uses.
   */
  static final int MAX_VALUES = 1_024;

  @GuardedBy("this")
  private final Map<ByteBuffer, Place> homes = new HashMap<>(4);

  @GuardedBy("this")
  private final Map<Place, SortedSet<String>> late = new HashMap<>(0);

  /** A host and a port. */
  record Place(HostName host, int port) {
    @Override // written out for the reason that HostName gives
    public boolean equals(@Nullable Object other) {
      return other instanceof Place that && port == that.port && host.equals(that.host);
    }

    @Override
    public int hashCode() {
      return 31 * host.hashCode() + port;
    }
  }

  /** Of a new call. */
  SeenSecrets() {}

  /** Those of {@code values} that contain a secret of another host or port than this one. */
  Set<String> belongingElsewhere(Collection<String> values, String host, int port) {
    if (areAllOf(host, port)) {
      return Set.of(); // the usual case: nothing is hashed
    }
    Place target;
    try {
      target = new Place(HostText.parse(host), port);
    } catch (RefusedException e) {
      return Set.of(); // the gate refuses the request for this reason
    }
    return values.stream()
        .filter(value -> value.length() >= SecretValues.SHORTEST_PART && isOfAnother(value, target))
        .collect(Collectors.toSet());
  }

  private boolean isOfAnother(String value, Place target) {
    return SecretValues.in("", value).stream()
        .map(this::homeOf)
        .anyMatch(home -> home != null && !home.equals(target));
  }

  /** Whether no secret belongs to another place; false if {@code host} is in another spelling. */
  private synchronized boolean areAllOf(String host, int port) {
    for (Place home : homes.values()) {
      if (home.port() != port || !home.host().ascii().equals(host)) {
        return false;
      }
    }
    return true;
  }

  /** The host and port a value was first sent to; null if it is new. */
  synchronized @Nullable Place homeOf(ByteBuffer value) {
    return homes.get(value);
  }

  /**
   * Records {@code place} as the home of values that were new.
   *
   * @return false, with nothing changed, if one of them belongs to another place in the meantime: a
   *     client may run a call on two threads
   */
  synchronized boolean claim(Collection<ByteBuffer> values, Place place) {
    for (ByteBuffer value : values) {
      Place home = homes.get(value);
      if (home != null && !home.equals(place)) {
        return false;
      }
    }
    see(values, place);
    return true;
  }

  /** Records {@code place} as the home of those values that are new. */
  synchronized void see(Collection<ByteBuffer> values, Place place) {
    for (ByteBuffer value : values) {
      homes.putIfAbsent(value, place);
    }
  }

  /**
   * Records that headers are added to requests to {@code place} after their last check. A header
   * added to a request to another host couldn't be checked either.
   */
  synchronized void late(Place place, Set<String> headers) {
    late.computeIfAbsent(place, first -> new TreeSet<>()).addAll(headers);
  }

  /** Headers that were added after the last check, by the place they were sent to. */
  synchronized Map<Place, SortedSet<String>> late() {
    return late.isEmpty() ? Map.of() : new HashMap<>(late);
  }

  /** Everything that was recorded, counted; what is recorded stays. */
  synchronized int size() {
    int size = homes.size();
    for (SortedSet<String> headers : late.values()) {
      size += headers.size();
    }
    return size;
  }

  /** Whether this many more values can be stored. */
  synchronized boolean hasRoomFor(int more) {
    return homes.size() + more <= MAX_VALUES;
  }

  /**
   * The number of secrets. Neither values nor digests are shown, since a short secret can be
   * guessed from its digest.
   */
  @Override
  public synchronized String toString() {
    return "secrets seen: " + homes.size();
  }
}
