package dev.trustconnect.cli.fetch;

import dev.trustconnect.testing.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A server at 127.0.1.10 that speaks as much HTTP/2 as one answer takes, and declares any length
 * for it.
 */
public final class RawHttp2Peer implements AutoCloseable {
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;

  private final ServerSocket listening = new ServerSocket();
  private final SSLContext context;
  private final int declared;
  private final byte[] body;

  /**
   * A peer that answers the first request.
   *
   * @param declared content-length; -1: none
   */
  public RawHttp2Peer(TestCa.Identity identity, int declared, byte[] body)
      throws IOException, GeneralSecurityException {
    this.context = RawPeer.context(identity);
    this.declared = declared;
    this.body = body.clone();
    listening.bind(new InetSocketAddress(InetAddress.getByName("127.0.1.10"), 0));
    Thread serving = new Thread(this::serve, "raw-http2-peer");
    serving.setDaemon(true);
    serving.start();
  }

  public String url(String host) {
    return "https://" + host + ":" + listening.getLocalPort() + "/lib.jar";
  }

  private void serve() {
    try (Socket raw = listening.accept();
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(raw, null, 0, false)) {
      tls.setUseClientMode(false);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      tls.setSSLParameters(parameters);
      DataInputStream in = new DataInputStream(tls.getInputStream());
      in.readFully(new byte[24]); // RFC 9113 §3.4: the client's preface
      OutputStream out = tls.getOutputStream();
      out.write(frame(SETTINGS, 0, 0, new byte[0]));
      out.write(frame(SETTINGS, 1, 0, new byte[0]));
      out.flush();
      int type;
      int stream;
      do {
        byte[] head = new byte[9];
        in.readFully(head);
        in.readFully(new byte[ByteBuffer.wrap(head).getInt() >>> 8]);
        type = head[3];
        stream = ByteBuffer.wrap(head).getInt(5);
      } while (type != HEADERS);
      out.write(frame(HEADERS, 4, stream, fields()));
      out.write(frame(0, 1, stream, body));
      out.flush();
      long unused = in.transferTo(OutputStream.nullOutputStream()); // until the client has enough
    } catch (IOException gone) {
      // The client ended it: that is for the test to judge.
    }
  }

  /** RFC 7541: status 200 is entry 8 of the static table, content-length the name of entry 28. */
  private byte[] fields() {
    if (declared < 0) {
      return new byte[] {(byte) 0x88};
    }
    byte[] digits = String.valueOf(declared).getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    fields.writeBytes(new byte[] {(byte) 0x88, 0x0f, 0x0d, (byte) digits.length});
    fields.writeBytes(digits);
    return fields.toByteArray();
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
