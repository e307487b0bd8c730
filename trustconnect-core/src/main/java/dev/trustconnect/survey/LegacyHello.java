package dev.trustconnect.survey;

import dev.trustconnect.name.HostName;
import dev.trustconnect.survey.Handshake.Demand;
import dev.trustconnect.survey.Handshake.Kind;
import dev.trustconnect.survey.Handshake.Outcome;
import dev.trustconnect.survey.Handshake.Session;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Offers TLS 1.0 and 1.1 alone, in a client hello written by hand: the JVM forbids these versions,
 * for good reason. The server's first record says whether it would go on (RFC 8996).
 */
final class LegacyHello {
  private static final int HANDSHAKE = 22;
  private static final int ALERT = 21;
  private static final int SERVER_HELLO = 2;

  /** RSA, DHE and ECDHE suites that servers with old versions switched on have. */
  private static final int[] SUITES = {
    0xc014, 0xc013, 0xc00a, 0xc009, 0x0039, 0x0033, 0x0035, 0x002f, 0x000a
  };

  private LegacyHello() {}

  /** Sends the hello and reads the first record; blocks until the limit at most. */
  static Handshake with(HostName host, InetAddress address, int port, Duration limit) {
    long start = System.nanoTime();
    Outcome failed = Outcome.UNREACHABLE;
    try (Socket socket = new Socket();
        Deadline deadline = Deadline.closing(socket, limit)) {
      try {
        socket.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
        failed = Outcome.REFUSED;
        socket.getOutputStream().write(hello(host));
        String version = agreed(socket.getInputStream());
        return seen(
            address,
            version.isEmpty() ? Outcome.REFUSED : Outcome.COMPLETED,
            version,
            start,
            version.isEmpty() ? "an alert" : "");
      } catch (IOException e) {
        return deadline.isOver()
            ? seen(address, Outcome.UNREACHABLE, "", start, "no answer in time")
            : seen(address, failed, "", start, String.valueOf(e.getMessage()));
      }
    } catch (IOException unclosed) {
      throw new UncheckedIOException(unclosed); // closing a plain socket doesn't fail
    }
  }

  private static Handshake seen(
      InetAddress address, Outcome outcome, String version, long start, String failure) {
    return new Handshake(
        address,
        Kind.LEGACY,
        outcome,
        new Session(version, "", ""),
        List.of(),
        Optional.empty(),
        Demand.NONE,
        Optional.empty(),
        Duration.ofNanos(System.nanoTime() - start),
        failure);
  }

  /** The version that the server's hello names; empty if it sends an alert instead. */
  private static String agreed(InputStream in) throws IOException {
    byte[] head = in.readNBytes(11); // record header, message header, version
    if (head.length < 6 || (head[0] != HANDSHAKE && head[0] != ALERT)) {
      throw new EOFException(head.length == 0 ? "closed without an answer" : "not a TLS record");
    }
    if (head[0] == ALERT) {
      return "";
    }
    if (head.length < 11 || head[5] != SERVER_HELLO || head[9] != 3) {
      throw new EOFException("not a server hello");
    }
    return switch (head[10]) {
      case 1 -> "TLSv1";
      case 2 -> "TLSv1.1";
      default -> throw new EOFException("a version that wasn't offered");
    };
  }

  /** A client hello of TLS 1.1 (RFC 4346 §7.4.1.2). Its random bytes needn't be random. */
  static byte[] hello(HostName host) throws IOException {
    byte[] body = body(host);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(HANDSHAKE);
      out.writeShort(0x0301);
      out.writeShort(body.length + 4);
      out.writeInt((1 << 24) | body.length);
      out.write(body);
    }
    return bytes.toByteArray();
  }

  private static byte[] body(HostName host) throws IOException {
    byte[] extensions = extensions(host);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(0x0302);
      out.write(new byte[32]);
      out.writeByte(0); // no session
      out.writeShort(2 * SUITES.length);
      for (int suite : SUITES) {
        out.writeShort(suite);
      }
      out.writeShort(0x0100); // one compression method: none
      out.writeShort(extensions.length);
      out.write(extensions);
    }
    return bytes.toByteArray();
  }

  private static byte[] extensions(HostName host) throws IOException {
    byte[] name = host.ascii().getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(0); // server_name, RFC 6066 §3
      out.writeShort(name.length + 5);
      out.writeShort(name.length + 3);
      out.writeByte(0);
      out.writeShort(name.length);
      out.write(name);
      out.writeShort(10); // supported_groups: secp256r1, secp384r1 (RFC 8422 §5.1.1)
      out.writeShort(6);
      out.writeShort(4);
      out.writeShort(23);
      out.writeShort(24);
      out.writeShort(11); // ec_point_formats: uncompressed
      out.writeShort(2);
      out.writeShort(0x0100);
      out.writeShort(0xff01); // renegotiation_info, RFC 5746: some servers insist on it
      out.writeShort(1);
      out.writeByte(0);
    }
    return bytes.toByteArray();
  }
}
