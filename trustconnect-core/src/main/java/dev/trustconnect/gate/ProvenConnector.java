package dev.trustconnect.gate;

import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.UntrustedNameException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Connects to proven addresses of names. Thread-safe. */
final class ProvenConnector {
  /** The default limit for connecting, including the lookup. */
  static final Duration WITHIN = Duration.ofSeconds(10);

  private final NameGate names;
  private final ConnectRace.Dialer dialer;
  private final DeadAddresses dead;
  private final @Nullable InetSocketAddress socks;

  private ProvenConnector(
      NameGate names,
      ConnectRace.Dialer dialer,
      DeadAddresses dead,
      @Nullable InetSocketAddress socks) {
    this.names = names;
    this.dialer = dialer;
    this.dead = dead;
    this.socks = socks;
  }

  /**
   * A connector without a proxy.
   *
   * @param threads runs the attempts, each of which blocks until it ends or is closed
   */
  ProvenConnector(NameGate names, Executor threads, InstantSource clock) {
    this(names, dialerOn(threads), new DeadAddresses(clock), null);
  }

  /** This connector through a SOCKS proxy; null for none. */
  ProvenConnector through(@Nullable InetSocketAddress proxy) {
    return new ProvenConnector(names, dialer, dead, proxy);
  }

  private static ConnectRace.Dialer dialerOn(Executor threads) {
    return (socket, to, millis, report) ->
        threads.execute(
            () -> {
              try {
                socket.connect(to, millis);
                report.accept(null);
              } catch (IOException e) {
                report.accept(e);
              }
            });
  }

  /**
   * Connects to the first proven address of {@code host} that answers. Blocks until {@code
   * deadline} at most, which includes the lookup.
   *
   * @param local the local address to bind to; null for any
   * @throws IOException the last failure, with the earlier ones suppressed, or the refusal of the
   *     name
   */
  Socket connect(
      HostName host, int port, @Nullable InetSocketAddress local, ConnectDeadline deadline)
      throws IOException {
    List<InetSocketAddress> addresses =
        resolution(host, deadline).addresses().stream()
            .map(address -> new InetSocketAddress(address, port))
            .toList();
    // Two sockets can't be bound to the same port, so the addresses are tried one by one.
    boolean oneByOne = local != null && local.getPort() != 0;
    return new ConnectRace(() -> socket(local), dialer, dead, deadline, oneByOne).run(addresses);
  }

  private Socket socket(@Nullable InetSocketAddress local) throws IOException {
    Socket socket = KnownSocket.to(socks, false);
    if (local != null) {
      try {
        socket.bind(local);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }
    return socket;
  }

  /** As {@link NameGate#resolutionFor}, until {@code deadline}. */
  Resolution resolutionFor(HostName host, @Nullable InetAddress peer, ConnectDeadline deadline)
      throws IOException {
    Resolution known = names.knownFor(host, peer);
    return known != null ? known : resolution(host, deadline);
  }

  private Resolution resolution(HostName host, ConnectDeadline deadline) throws IOException {
    CompletableFuture<Resolution> asked = names.resolveAsync(host);
    deadline.await(asked);
    try {
      return asked.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException("a completed future doesn't block", e);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UntrustedNameException refused) {
        throw refused;
      }
      throw new CompletionException(failed.getCause());
    }
  }
}
