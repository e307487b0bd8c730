package dev.trustconnect.fuzz;

import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.peer.BrokenPathException;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.peer.ServedChain;
import dev.trustconnect.pin.PinSet;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.testing.TestCa;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A served chain, each certificate after two bytes of length, as a TLS stack hands it over: read by
 * the JDK, judged by us. Only what an authority signed may be found verified.
 */
final class CertificateTarget implements FuzzTarget {
  private static final String HOST = "api.example.test";
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final int MAX_SERVED = 64;

  private final TestCa root = TestCa.create("Root");
  private final TestCa issuer = root.intermediate("Issuer");
  private final TestCa.Identity server = issuer.server(HOST, "*.wild.test", "192.0.2.1");
  private final TrustRoots roots = TrustRoots.of(root.certificate());
  private final PinSet pins =
      new PinSet(
          List.of(
              SpkiPin.parse(TestCa.pin(issuer.certificate())),
              SpkiPin.parse("sha256/" + "A".repeat(43) + "=")),
          LocalDate.of(2027, 1, 1));

  @Override
  public void run(byte[] input) throws CertificateException {
    List<X509Certificate> served = read(input);
    if (served.isEmpty()) {
      return;
    }
    ServedChain chain = new ServedChain(PeerName.of(HostName.parse(HOST)), served, "UNKNOWN");
    try {
      VerifiedPath path = VerifiedPath.find(roots, chain, pins::wouldMatch, NOW);
      if (!path.certificates().get(0).equals(server.certificate())) {
        throw new AssertionError("verified, and never issued: " + path);
      }
      pins.inspect(path);
    } catch (BrokenPathException refused) {
      // as it should be
    }
  }

  private static List<X509Certificate> read(byte[] input) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    ByteBuffer in = ByteBuffer.wrap(input);
    List<X509Certificate> served = new ArrayList<>();
    while (in.remaining() > Short.BYTES && served.size() < MAX_SERVED) {
      byte[] one = new byte[Math.min(in.getShort() & 0xFFFF, in.remaining())];
      in.get(one);
      try {
        served.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(one)));
      } catch (CertificateException unreadable) {
        return List.of(); // a TLS stack ends the handshake here
      }
    }
    return served;
  }

  @Override
  public List<byte[]> seeds() throws CertificateException {
    TestCa other = TestCa.create("Other");
    return List.of(
        seed(server.chain()),
        seed(List.of(server.certificate())),
        seed(List.of(server.certificate(), other.certificate(), issuer.certificate())),
        seed(other.server(HOST).chain()),
        seed(issuer.commonNameOnly(HOST).chain()),
        seed(issuer.expiredServer(HOST).chain()));
  }

  private static byte[] seed(List<X509Certificate> chain) throws CertificateException {
    ByteBuffer seed = ByteBuffer.allocate(65_536);
    for (X509Certificate certificate : chain) {
      byte[] der = certificate.getEncoded();
      seed.putShort((short) der.length).put(der);
    }
    byte[] whole = new byte[seed.position()];
    seed.flip().get(whole);
    return whole;
  }
}
