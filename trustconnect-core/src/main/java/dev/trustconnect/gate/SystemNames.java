package dev.trustconnect.gate;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The system's resolver. Its answers never decide where a request goes; they only show whether a
 * client connected to a wrong address because of them or because it uses a proxy.
 */
interface SystemNames {
  /** The JVM's resolver, which blocks. */
  SystemNames OF_THE_JVM = host -> List.of(InetAddress.getAllByName(host));

  /** The unproven addresses of {@code host}. */
  List<InetAddress> addresses(String host) throws UnknownHostException;
}
