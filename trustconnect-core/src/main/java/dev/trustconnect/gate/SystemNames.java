package dev.trustconnect.gate;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * What the system's resolver says, which decides nothing about where a request goes: it tells
 * whether a client was led astray by it or has a proxy of its own.
 */
interface SystemNames {
  /** The JVM's resolver; blocks as long as that does. */
  SystemNames OF_THE_JVM = host -> List.of(InetAddress.getAllByName(host));

  /** The addresses of {@code host}, which nothing has proven. */
  List<InetAddress> addresses(String host) throws UnknownHostException;
}
