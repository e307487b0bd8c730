package dev.trustconnect.jvm;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Answers the JVM's lookups while it is in the {@link JvmSlot}. Thread-safe. */
public interface JvmNameSource {
  /** Whether the JDK's built-in resolver answers for {@code host}, which may be any text. */
  boolean leavesToBuiltIn(String host);

  /**
   * The addresses of {@code host}, which may be any text.
   *
   * @throws UnknownHostException if there are none, or the name is refused
   */
  List<InetAddress> addresses(String host) throws UnknownHostException;
}
