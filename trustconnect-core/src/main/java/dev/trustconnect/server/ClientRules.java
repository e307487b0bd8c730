package dev.trustconnect.server;

import dev.trustconnect.name.HostPattern;
import dev.trustconnect.name.SpiffeId;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.peer.ClientNames;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.SpkiPin;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The clients that a server allows: which authorities issue their certificates, and which SPIFFE
 * IDs, DNS names or keys these have; one match is enough. Immutable.
 */
public final class ClientRules {
  private final TrustRoots roots;
  private final List<SpiffeId> ids;
  private final List<HostPattern> names;
  private final List<SpkiPin> keys;

  private ClientRules(Builder builder) {
    this.roots = builder.roots;
    this.ids = List.copyOf(builder.ids);
    this.names = List.copyOf(builder.names);
    this.keys = List.copyOf(builder.keys);
  }

  /**
   * Clients whose certificates are issued under these roots.
   *
   * @throws IllegalArgumentException if they are the Java runtime's, which issue to every applicant
   */
  public static Builder roots(TrustRoots roots) {
    if (roots.isSystem()) {
      throw new IllegalArgumentException(
          "the Java runtime's roots issue to every applicant; give the authorities of your own"
              + " clients");
    }
    return new Builder(roots);
  }

  TrustRoots roots() {
    return roots;
  }

  ClientNames allowed() {
    return new ClientNames(ids, names, this::isListed);
  }

  private boolean isListed(X509Certificate leaf) {
    return !keys.isEmpty() && keys.contains(SpkiPin.of(leaf));
  }

  /** The rules as one sentence; its wording may change. */
  @Override
  public String toString() {
    return "clients under "
        + roots
        + " with "
        + Stream.of(ids, names, keys)
            .flatMap(List::stream)
            .map(Object::toString)
            .collect(Collectors.joining(" or "));
  }

  /** Builds {@link ClientRules}. Repeated calls add. Not thread-safe. */
  public static final class Builder {
    private final TrustRoots roots;
    private final List<SpiffeId> ids = new ArrayList<>();
    private final List<HostPattern> names = new ArrayList<>();
    private final List<SpkiPin> keys = new ArrayList<>();

    private Builder(TrustRoots roots) {
      this.roots = roots;
    }

    /**
     * Allows workloads with these SPIFFE IDs; {@code spiffe://corp.example/ns/*} stands for all one
     * segment further. Their certificates must be X.509-SVIDs.
     *
     * @throws IllegalArgumentException if one isn't a SPIFFE ID
     */
    public Builder ids(String... spiffeIds) {
      ids.addAll(Stream.of(spiffeIds).map(SpiffeId::parse).toList());
      return this;
    }

    /**
     * Allows clients with these DNS names, such as {@code billing.corp.example} or {@code
     * *.corp.example}. A certificate that itself has a wildcard isn't one client's, and matches
     * nothing.
     *
     * @throws IllegalArgumentException if one is neither a host nor a pattern
     */
    public Builder names(String... patterns) {
      names.addAll(Stream.of(patterns).map(HostPattern::parse).toList());
      return this;
    }

    /** Allows clients whose certificates have these keys. */
    public Builder keys(SpkiPin... pins) {
      for (SpkiPin pin : pins) {
        keys.add(pin.at(Pin.Level.ANY));
      }
      return this;
    }

    /**
     * The rules.
     *
     * @throws IllegalStateException if no ID, name or key was added
     */
    public ClientRules build() {
      if (ids.isEmpty() && names.isEmpty() && keys.isEmpty()) {
        throw new IllegalStateException("no client is allowed: add ids(…), names(…) or keys(…)");
      }
      return new ClientRules(this);
    }
  }
}
