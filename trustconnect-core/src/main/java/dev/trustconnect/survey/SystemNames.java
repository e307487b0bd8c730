package dev.trustconnect.survey;

import dev.trustconnect.name.HostName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The operating system's name resolution, to be compared with ours. */
@FunctionalInterface
public interface SystemNames {
  /** The addresses of {@code host}; may block. */
  List<InetAddress> addressesOf(HostName host) throws UnknownHostException;
}
