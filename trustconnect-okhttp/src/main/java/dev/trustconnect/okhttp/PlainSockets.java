package dev.trustconnect.okhttp;

import javax.net.SocketFactory;

/** The socket factory of a kit, for clients that have none of their own. */
record PlainSockets(SocketFactory ours) {

  /** A client's own factory, unless that is the default one. */
  SocketFactory inPlaceOf(SocketFactory own) {
    return isDefault(own) ? ours : own;
  }

  /** Whether {@code factory} makes what {@code new Socket()} makes. */
  static boolean isDefault(SocketFactory factory) {
    return factory.getClass() == SocketFactory.getDefault().getClass();
  }

  /** Whether {@code factory} is that of this kit or another one. */
  boolean isOfAKit(SocketFactory factory) {
    return factory.getClass() == ours.getClass();
  }
}
