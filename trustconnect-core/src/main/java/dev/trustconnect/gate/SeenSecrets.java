package dev.trustconnect.gate;

import dev.trustconnect.name.HostName;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where each secret of one call was first seen: it belongs to that host and port and to no other.
 * An adapter makes one for each call of its client and shows it to {@link ExchangeGate#check} with
 * every request of that call: redirects, retries and what an authenticator answers with. Holds
 * digests only, at most {@value #MAX_VALUES}. Thread-safe.
 */
public final class SeenSecrets {
  /**
   * The most values that are remembered. A server that sets new cookies on each of OkHttp's 20
   * redirects would otherwise decide how much memory a call takes.
   */
  static final int MAX_VALUES = 1_024;

  private final Map<ByteBuffer, Place> homes = new HashMap<>(4); // guarded by this
  private final Map<Place, SortedSet<String>> late = new HashMap<>(0); // guarded by this

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

  /** Of a call that hasn't begun. */
  public SeenSecrets() {}

  /**
   * Of the values of headers, whatever those are called, the ones that carry a secret which this
   * call first showed to another host or port. Short values aren't looked for: many headers share
   * them. Costs next to nothing while the call has secrets of one place and goes there.
   *
   * @param host as in the URL of the request that has the headers
   */
  public Set<String> belongingElsewhere(Collection<String> values, String host, int port) {
    Set<Place> places = places();
    if (places.isEmpty()) {
      return Set.of();
    }
    Place target;
    try {
      target = new Place(HostText.parse(host), port);
    } catch (RefusedException e) {
      return Set.of(); // the gate refuses the request for that
    }
    if (places.equals(Set.of(target))) {
      return Set.of(); // as in almost every call: nothing is hashed
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

  private synchronized Set<Place> places() {
    return homes.isEmpty() ? Set.of() : new HashSet<>(homes.values());
  }

  /** Where a value was first seen; null if it is new. */
  synchronized @Nullable Place homeOf(ByteBuffer value) {
    return homes.get(value);
  }

  /**
   * Makes {@code place} the home of values that were new a moment ago.
   *
   * @return false, with nothing changed, if one has got another home since: a client may let a call
   *     pass on two threads
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

  /** Remembers {@code place} as the home of those values that are new. */
  synchronized void see(Collection<ByteBuffer> values, Place place) {
    for (ByteBuffer value : values) {
      homes.putIfAbsent(value, place);
    }
  }

  /**
   * Remembers that requests to {@code place} get headers after the last look at them: what would be
   * added to a request to another place can't be looked at either.
   */
  synchronized void late(Place place, Set<String> headers) {
    late.computeIfAbsent(place, first -> new TreeSet<>()).addAll(headers);
  }

  /** Headers that were added after the last look, by the place they went to. */
  synchronized Map<Place, SortedSet<String>> late() {
    return late.isEmpty() ? Map.of() : new HashMap<>(late);
  }

  /** Whether this many more can be remembered. */
  synchronized boolean hasRoomFor(int more) {
    return homes.size() + more <= MAX_VALUES;
  }

  /** How many there are: neither values nor digests, since a short secret can be guessed. */
  @Override
  public synchronized String toString() {
    return "secrets seen: " + homes.size();
  }
}
