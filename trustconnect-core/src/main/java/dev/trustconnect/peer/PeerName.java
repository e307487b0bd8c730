package dev.trustconnect.peer;

import dev.trustconnect.name.HostName;
import dev.trustconnect.name.SpiffeId;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reference identifier (RFC 9525 §2) that the certificate must be issued for: a host name,
 * matched against DNS-IDs only; an address, against IP-IDs only; or a SPIFFE ID, against the only
 * URI. Or any client of a list. Immutable.
 */
public final class PeerName {
  private final @Nullable HostName host;
  private final @Nullable InetAddress address;
  private final @Nullable SpiffeId id;
  private final @Nullable ClientNames clients;

  private PeerName(
      @Nullable HostName host,
      @Nullable InetAddress address,
      @Nullable SpiffeId id,
      @Nullable ClientNames clients) {
    this.host = host;
    this.address = address;
    this.id = id;
    this.clients = clients;
  }

  /** A peer identified by its name. */
  public static PeerName of(HostName host) {
    return new PeerName(Objects.requireNonNull(host), null, null, null);
  }

  /** A peer identified by its address. */
  public static PeerName of(InetAddress address) {
    return new PeerName(null, Objects.requireNonNull(address), null, null);
  }

  /** A peer identified by its SPIFFE ID. */
  public static PeerName of(SpiffeId id) {
    return new PeerName(null, null, Objects.requireNonNull(id), null);
  }

  /** Any of these clients. */
  public static PeerName client(ClientNames clients) {
    return new PeerName(null, null, null, Objects.requireNonNull(clients));
  }

  /** The name; null if the peer is identified otherwise. */
  public @Nullable HostName host() {
    return host;
  }

  /** The address; null if the peer is identified otherwise. */
  public @Nullable InetAddress address() {
    return address;
  }

  /** The SPIFFE ID; null if the peer is identified otherwise. */
  public @Nullable SpiffeId id() {
    return id;
  }

  /** The clients it may be; null if the peer is a server. */
  public @Nullable ClientNames clients() {
    return clients;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerName that
        && Objects.equals(host, that.host)
        && Objects.equals(address, that.address)
        && Objects.equals(id, that.id)
        && Objects.equals(clients, that.clients);
  }

  @Override
  public int hashCode() {
    return Objects.hash(host, address, id, clients);
  }

  /** The name, the address in digits, or the ID. */
  @Override
  public String toString() {
    if (clients != null) {
      return "a listed client";
    }
    if (id != null) {
      return id.toString();
    }
    return host != null ? host.ascii() : Objects.requireNonNull(address).getHostAddress();
  }
}
