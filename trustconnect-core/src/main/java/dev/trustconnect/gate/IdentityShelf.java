package dev.trustconnect.gate;

import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.identity.IdentitySource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources of client identities, each under its name. Thread-safe.
 *
 * <p>Sources are polled: their identities are compared with those that connections were judged
 * under, so that no renewal is missed.
 */
final class IdentityShelf {
  private static final Logger LOG = LoggerFactory.getLogger(IdentityShelf.class);

  private final Map<String, IdentitySource> sources;
  private final Consumer<HeldIdentity> renewals;

  /** These sources; {@code renewals} is called with each renewed identity. */
  IdentityShelf(Map<String, IdentitySource> sources, Consumer<HeldIdentity> renewals) {
    this.sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    this.renewals = renewals;
  }

  Set<String> names() {
    return sources.keySet();
  }

  /** The identities that the sources hold at the start. */
  Map<String, HeldIdentity> initial() {
    Map<String, HeldIdentity> held = new LinkedHashMap<>();
    sources.forEach((name, source) -> held.put(name, HeldIdentity.of(name, source.current(), 1)));
    return Collections.unmodifiableMap(held);
  }

  /** Whether no source has another identity than in {@code held}. */
  boolean areCurrent(Map<String, HeldIdentity> held) {
    if (held.isEmpty()) {
      return true; // for most applications, on every call
    }
    for (HeldIdentity one : held.values()) {
      if (current(one) != one.identity()) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code held} with the identities that the sources hold now; the same map if nothing has
   * changed.
   */
  Map<String, HeldIdentity> renewed(Map<String, HeldIdentity> held) {
    Map<String, HeldIdentity> renewed = new LinkedHashMap<>(held);
    for (HeldIdentity one : held.values()) {
      ClientIdentity now = current(one);
      if (now != one.identity()) {
        HeldIdentity next = HeldIdentity.of(one.name(), now, one.generation() + 1);
        renewed.put(one.name(), next);
        renewals.accept(next);
      }
    }
    return renewed.equals(held) ? held : Collections.unmodifiableMap(renewed);
  }

  /** A source that fails keeps its last identity. */
  private ClientIdentity current(HeldIdentity held) {
    try {
      ClientIdentity now = source(held).current();
      if (now != null) {
        return now;
      }
      LOG.warn("the source of client identity {} returned null; its last one stays", held);
    } catch (RuntimeException failed) {
      LOG.warn("the source of client identity {} failed; its last one stays", held, failed);
    }
    return held.identity();
  }

  private IdentitySource source(HeldIdentity held) {
    IdentitySource source = sources.get(held.name());
    if (source == null) {
      throw new IllegalStateException("an identity without a source: " + held);
    }
    return source;
  }
}
