package dev.trustconnect.gate;

import dev.trustconnect.finding.Refusal;
import dev.trustconnect.gate.adapter.AdapterGate;
import dev.trustconnect.gate.adapter.ChosenProxies;
import dev.trustconnect.resolve.UntrustedNameException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The request gate for the adapter. */
record GateForAdapter(RequestGate gate, ChosenProxies chosenProxies)
    implements AdapterGate<UntrustedConnectionException> {

  @Override
  public int era(String host, boolean drains) throws UntrustedNameException {
    return gate.era(host, drains);
  }

  @Override
  public void checkCleartext(String host, int port, @Nullable Socket socket)
      throws UntrustedConnectionException {
    gate.checkCleartext(host, port, socket);
  }

  @Override
  public void end(@Nullable Socket socket, UntrustedConnectionException why) {
    gate.end(socket, why);
  }

  @Override
  public void checkAddress(String host, int port, InetSocketAddress peer)
      throws UntrustedConnectionException {
    gate.checkAddress(host, port, peer);
  }

  @Override
  public void checkUndeclaredProxy(String host, int port, String proxy)
      throws UntrustedConnectionException {
    gate.checkUndeclaredProxy(host, port, proxy);
  }

  @Override
  public UntrustedConnectionException refused(Refusal refusal) {
    return gate.refused(refusal);
  }

  @Override
  public UntrustedConnectionException refused(UntrustedNameException name) {
    return UntrustedConnectionException.of(name);
  }
}
