package dev.trustconnect.peer;

import dev.trustconnect.name.HostName;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reference identifier (RFC 9525 §2): the host name or address that the certificate must be
 * issued for. A host name is matched against DNS-IDs only, an address against IP-IDs only.
 * Immutable.
 */
public final class PeerName {
  private final @Nullable HostName host;
  private final @Nullable InetAddress address;

  private PeerName(@Nullable HostName host, @Nullable InetAddress address) {
    this.host = host;
    this.address = address;
  }

  /** A peer identified by its name. */
  public static PeerName of(HostName host) {
    return new PeerName(Objects.requireNonNull(host), null);
  }

  /** A peer identified by its address. */
  public static PeerName of(InetAddress address) {
    return new PeerName(null, Objects.requireNonNull(address));
  }

  /** The name; null if the peer is identified by its address. */
  public @Nullable HostName host() {
    return host;
  }

  /** The address; null if the peer is identified by its name. */
  public @Nullable InetAddress address() {
    return address;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerName that
        && Objects.equals(host, that.host)
        && Objects.equals(address, that.address);
  }

  @Override
  public int hashCode() {
    return Objects.hash(host, address);
  }

  /** The name, or the address in digits. */
  @Override
  public String toString() {
    return host != null ? host.ascii() : Objects.requireNonNull(address).getHostAddress();
  }
}
