package dev.trustconnect.gate;

import dev.trustconnect.name.HostName;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts the call on this thread reaches through a declared SOCKS proxy. For adapters of
 * clients that choose a proxy through the adapter and then make the socket by themselves, as OkHttp
 * does: the socket doesn't say which proxy it went through. Thread-safe; each thread has its own
 * call.
 */
public final class ChosenProxies {
  @SuppressWarnings("ThreadLocalUsage") // each TrustConnect declares its own proxies
  private final ThreadLocal<@Nullable Call> current = new ThreadLocal<>();

  /** New, with no call on any thread. */
  ChosenProxies() {}

  /** A call on the thread that began it. Not thread-safe. */
  public final class Call implements AutoCloseable {
    private final @Nullable Call outer;
    private final Set<String> bySocks = new HashSet<>();

    private Call(@Nullable Call outer) {
      this.outer = outer;
    }

    /** Ends the call: what was chosen for it counts no longer. */
    @Override
    public void close() {
      if (outer == null) {
        current.remove();
      } else {
        current.set(outer);
      }
    }
  }

  /** A call begins on this thread; one that it runs within goes on when it is closed. */
  public Call begin() {
    Call call = new Call(current.get());
    current.set(call);
    return call;
  }

  /**
   * The client was given the proxies for a host, for the call on this thread; does nothing outside
   * a call. Replaces what was chosen for this host before.
   *
   * @param host as a URL has it
   * @param isSocks whether there is a SOCKS proxy among them; every one was declared
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
      // An address literal, or no host at all: refused before it is connected to.
    }
  }

  /** Whether the call on this thread was given a declared SOCKS proxy for this host. */
  boolean hasSocksFor(HostName host, int port) {
    Call call = current.get();
    return call != null && call.bySocks.contains(key(host, port));
  }

  private static String key(HostName host, int port) {
    return host.ascii() + ":" + port;
  }
}
