package dev.trustconnect.okhttp;

import javax.net.SocketFactory;

/** The socket factory of a {@code TlsKit}, for clients without their own. */
record PlainSockets(SocketFactory ours) {

  /** The client's own factory, or ours if that is the default one. */
  SocketFactory inPlaceOf(SocketFactory own) {
    return isDefault(own) ? ours : own;
  }

  /** Whether {@code factory} is the JVM's default. */
  static boolean isDefault(SocketFactory factory) {
    return factory.getClass() == SocketFactory.getDefault().getClass();
  }

  /** Whether {@code factory} belongs to a {@code TlsKit}, this one or another. */
  boolean isOfAKit(SocketFactory factory) {
    return factory.getClass() == ours.getClass();
  }
}
