package dev.trustconnect.gate.adapter;

import dev.trustconnect.finding.Refusal;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * The request gate as the adapter sees it. Thread-safe.
 *
 * @param <X> the exception that refuses a connection
 */
public interface AdapterGate<X extends Exception> {

  /**
   * The epoch of the host's pooled connections; call this before choosing one. If the name's answer
   * has expired the name is resolved again, which blocks; otherwise this costs almost nothing. A
   * new epoch begins when the name no longer resolves to the peer of a live connection. Connections
   * of an older epoch mustn't be used: {@code RequestGate.checkConnection} refuses them.
   *
   * @param host the host as written in the URL
   * @param drains whether the client stops using connections of an older epoch by itself, so that
   *     calls on them can finish; if not, they are closed here and those calls fail
   * @return the epoch, which counts up from 0
   * @throws UntrustedNameException if the name is refused now
   */
  int era(String host, boolean drains) throws UntrustedNameException;

  /**
   * Checks a connection without TLS for a request to an {@code http:} URL. It is refused unless the
   * policy only reports; then the peer's address is compared with the name's addresses and the
   * result reported. A refused connection is {@linkplain #end closed}. May block to resolve the
   * name.
   *
   * @param host the host of the request, as written in the URL
   * @param port the port of the request
   * @param socket the connection's socket; null if the client doesn't expose it
   * @throws X if the current policy refuses cleartext, or the name is refused
   */
  void checkCleartext(String host, int port, @Nullable Socket socket) throws X;

  /**
   * Closes a refused connection, so that a client's pool doesn't offer it again. Other calls on it
   * fail with {@code why} as the cause.
   *
   * @param socket the connection's socket; null to do nothing
   * @param why the refusal
   */
  void end(@Nullable Socket socket, X why);

  /**
   * Checks whether an address is one of the host's, or that of a declared proxy, for clients that
   * show where they connect but not the socket. Blocks if the name has to be resolved.
   *
   * @param host the host of the request, as written in the URL
   * @param port the port of the request
   * @param peer the address that the connection goes to
   * @throws X if the policy refuses it, or the name is refused
   */
  void checkAddress(String host, int port, InetSocketAddress peer) throws X;

  /**
   * Refuses to go through an undeclared proxy, unless the policy only reports. Call this before
   * connecting: the host is the first thing a proxy learns.
   *
   * @param host the host of the request
   * @param port the port of the request
   * @param proxy the undeclared proxy, as shown in messages
   * @throws X if the policy refuses it
   */
  void checkUndeclaredProxy(String host, int port, String proxy) throws X;

  /** Tracks which calls go through a declared SOCKS proxy. Always the same object. */
  ChosenProxies chosenProxies();

  /**
   * Audits a refusal that an adapter decided, because its client hides something that the gate must
   * check, and returns its exception.
   */
  X refused(Refusal refusal);

  /**
   * The refusal of a name as a refusal of a connection, for callers that expect the latter. It is
   * already audited; {@code name} is the cause.
   */
  X refused(UntrustedNameException name);
}
