package dev.trustconnect.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/**
 * Sees to it that pooled connections are used only while their names lead to them. A client asks no
 * resolver before it uses one again, so a pooled connection would outlive any answer.
 *
 * <p>Each host has an era, which ends when its name stops leading to one of its connections: those
 * of an older one aren't used any more. Bound: the {@value #MAX_HOSTS} hosts used last; one that is
 * forgotten begins anew, and its connections are found by {@link ConnectionGate}. Thread-safe.
 */
final class PooledNames {
  private static final int MAX_HOSTS = 4_096;

  private final NameGate names;
  private final LiveSockets live;
  private final Cache<HostName, Integer> eras =
      Caffeine.newBuilder().maximumSize(MAX_HOSTS).executor(Runnable::run).build();

  PooledNames(NameGate names, LiveSockets live) {
    this.names = names;
    this.live = live;
  }

  /** {@link ExchangeGate#era}. */
  int era(HostName host, boolean drains) throws UntrustedNameException {
    if (names.isExpired(host)) {
      proveAgain(host, drains);
    }
    Integer era = eras.getIfPresent(host);
    return era == null ? 0 : era;
  }

  private void proveAgain(HostName host, boolean drains) throws UntrustedNameException {
    try {
      leadsTo(host, names.resolveNow(host.ascii()).addresses(), drains);
    } catch (UntrustedNameException refused) {
      if (!isUnknown(refused)) {
        leadsTo(host, List.of(), drains);
      }
      throw refused;
    }
  }

  /** A name that couldn't be asked for may lead where it did: nothing is sent, nothing closed. */
  private static boolean isUnknown(UntrustedNameException refused) {
    return refused.reason() == Reason.CANCELLED
        || refused.reason() == Reason.ANSWER_STALE
        || refused.verdict().filter(Verdict.Indeterminate.class::isInstance).isPresent();
  }

  private void leadsTo(HostName host, List<InetAddress> addresses, boolean drains) {
    List<Socket> strays = live.strays(host, addresses);
    if (strays.isEmpty()) {
      return;
    }
    eras.asMap().merge(host, 1, Integer::sum);
    if (!drains) {
      strays.forEach(LiveSockets::close);
    }
  }
}
