package dev.trustconnect.examples.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a CONNECT request (RFC 9110 §9.3.6).
 *
 * @param host as the client wrote it
 */
record ConnectHead(String host, int port) {
  private static final int MAX_BYTES = 8_192;
  private static final Pattern LINE =
      Pattern.compile("CONNECT (\\[[0-9A-Fa-f:.%]+]|[^\\s:/@]+):([0-9]{1,5}) HTTP/1\\.[01]");

  /** The request is none that this proxy serves. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    Malformed(int status, String message) {
      super(message);
      this.status = status;
    }

    /** What to answer. */
    int status() {
      return status;
    }
  }

  /** Reads the head and not a byte beyond it. */
  static ConnectHead read(InputStream in) throws IOException, Malformed {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!endsWithEmptyLine(head)) {
      int next = in.read();
      if (next < 0) {
        throw new Malformed(400, "the request ended in its head");
      }
      if (head.size() == MAX_BYTES) {
        throw new Malformed(431, "a head of more than " + MAX_BYTES + " bytes");
      }
      head.write(next);
    }
    return parse(head.toString(StandardCharsets.ISO_8859_1).split("\r\n", 2)[0]);
  }

  private static boolean endsWithEmptyLine(ByteArrayOutputStream head) {
    byte[] bytes = head.toByteArray();
    int size = bytes.length;
    return size >= 4
        && bytes[size - 4] == '\r'
        && bytes[size - 3] == '\n'
        && bytes[size - 2] == '\r'
        && bytes[size - 1] == '\n';
  }

  private static ConnectHead parse(String line) throws Malformed {
    Matcher connect = LINE.matcher(line);
    if (connect.matches()) {
      int port = Integer.parseInt(connect.group(2));
      if (port >= 1 && port <= 65_535) {
        return new ConnectHead(connect.group(1), port);
      }
    }
    throw line.startsWith("CONNECT ")
        ? new Malformed(400, "CONNECT wants host:port")
        : new Malformed(405, "this proxy only opens tunnels (CONNECT): use https: URLs");
  }
}
