package dev.trustconnect.cli.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/**
 * Describes a network failure by the exception's type. Its message isn't used: it may contain the
 * server's bytes and names of Java classes.
 */
public final class NetworkTrouble {
  private NetworkTrouble() {}

  public static String inWords(IOException trouble) {
    if (trouble instanceof UnknownHostException) {
      return "the name has no address";
    }
    if (trouble instanceof ConnectException || trouble instanceof NoRouteToHostException) {
      return "no connection to the server: it refuses connections or can't be reached";
    }
    if (trouble instanceof InterruptedIOException) {
      return "the server sent nothing for too long";
    }
    if (trouble instanceof SSLException) {
      return "the TLS connection to the server failed";
    }
    if (trouble instanceof ProtocolException) {
      return "the server's answer isn't valid HTTP, or ends early";
    }
    if (trouble instanceof EOFException) {
      return "the server closed the connection without an answer";
    }
    return "the connection to the server broke";
  }
}
