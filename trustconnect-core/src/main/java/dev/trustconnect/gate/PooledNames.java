package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.InetSocketAddress;

/**
 * Makes sure that pooled connections are used only while their names resolve to their addresses. A
 * client doesn't resolve a name before it reuses a connection, so a pooled connection could outlive
 * any answer. Thread-safe.
 */
final class PooledNames {
  private final NameGate names;
  private final LiveSockets live;
  private final HostEpochs epochs;
  private final Audit audit;

  PooledNames(NameGate names, LiveSockets live, HostEpochs epochs, Audit audit) {
    this.names = names;
    this.live = live;
    this.epochs = epochs;
    this.audit = audit;
  }

  /** Implements {@link RequestGate#era}. */
  int era(HostName host, boolean drains) throws UntrustedNameException {
    try {
      if (names.isExpired(host)) {
        var unusedAnswer = names.resolve(host); // NameGate marks outdated connections
      }
    } finally {
      if (!drains) {
        live.outdated(host).forEach(socket -> socket.refuse(outdated(host, socket.peer())));
      }
    }
    return epochs.of(host);
  }

  private UntrustedConnectionException outdated(HostName host, InetSocketAddress peer) {
    String address = peer.getAddress() == null ? "an address" : peer.getAddress().getHostAddress();
    Refusal refusal =
        new Refusal(
            host + ":" + peer.getPort(),
            Reason.ADDRESS_NOT_PROVEN,
            "a connection to " + address + ", which the name no longer resolves to",
            "a connection to one of the name's current addresses");
    audit.refused(Gate.CONNECTION, refusal);
    return new UntrustedConnectionException(refusal);
  }
}
