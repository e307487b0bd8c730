package dev.trustconnect.gate.adapter;

import dev.trustconnect.name.HostName;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which hosts the call on this thread reaches through a declared SOCKS proxy. For adapters
 * to clients such as OkHttp, which ask the adapter for a proxy but create the socket themselves:
 * the socket doesn't show which proxy it went through. Thread-safe; each thread has its own call.
 */
public final class ChosenProxies {
  @SuppressWarnings("ThreadLocalUsage") // each TrustConnect declares its own proxies
  private final ThreadLocal<@Nullable Call> current = new ThreadLocal<>();

  /** Starts without a call on any thread. */
  public ChosenProxies() {}

  /** A call on the thread that began it. Not thread-safe. */
  public final class Call implements AutoCloseable {
    private final @Nullable Call outer;
    private final Set<String> bySocks = new HashSet<>();

    private Call(@Nullable Call outer) {
      this.outer = outer;
    }

    /** Ends the call and forgets its choices. The enclosing call, if any, is current again. */
    @Override
    public void close() {
      if (outer == null) {
        current.remove();
      } else {
        current.set(outer);
      }
    }
  }

  /**
   * Begins a call on this thread. Calls may be nested; the caller must close each on the same
   * thread.
   */
  public Call begin() {
    Call call = new Call(current.get());
    current.set(call);
    return call;
  }

  /**
   * Records the proxies that the client was given for a host in this thread's call, replacing an
   * earlier record for that host. Does nothing outside a call.
   *
   * @param host the host as written in the URL
   * @param isSocks whether one of the proxies is a SOCKS proxy; all must be declared
   */
  public void chose(String host, int port, boolean isSocks) {
    Call call = current.get();
    if (call == null) {
      return;
    }
    try {
      String key = key(HostName.parse(host), port);
      var unused = isSocks ? call.bySocks.add(key) : call.bySocks.remove(key);
    } catch (IllegalArgumentException noName) {
      // An address literal, or not a host: it is refused before a connection is made.
    }
  }

  /** Whether this thread's call was given a declared SOCKS proxy for this host. */
  public boolean hasSocksFor(HostName host, int port) {
    Call call = current.get();
    return call != null && call.bySocks.contains(key(host, port));
  }

  private static String key(HostName host, int port) {
    return host.ascii() + ":" + port;
  }
}
