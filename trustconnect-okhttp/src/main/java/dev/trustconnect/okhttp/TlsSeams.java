package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.ClientFinding.Severity.DANGEROUS;
import static dev.trustconnect.okhttp.ClientFinding.Severity.MISSING;
import static dev.trustconnect.okhttp.ClientFinding.Severity.NOTE;

import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.okhttp.ClientFinding.Code;
import dev.trustconnect.okhttp.ClientFinding.Severity;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.CertificatePinner;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.TlsVersion;

/** Inspects a client's TLS settings. */
final class TlsSeams {
  private static final String INSTALL = "TrustConnectOkHttp.install(trust, client.newBuilder())";
  private static final Set<TlsVersion> CURRENT = Set.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);

  private final TlsKit kit;
  private final OkHttpClient client;
  private final Findings findings;

  /** Receives findings. */
  interface Findings {
    void add(Code code, Severity severity, String seen, String wanted, String remedy);
  }

  TlsSeams(TlsKit kit, OkHttpClient client, Findings findings) {
    this.kit = kit;
    this.client = client;
    this.findings = findings;
  }

  void seams() {
    if (client.connectionSpecs().stream().noneMatch(ConnectionSpec::isTls)) {
      return; // no TLS to inspect
    }
    if (client.sslSocketFactory() != kit.socketFactory()) {
      findings.add(
          Code.FOREIGN_TLS,
          MISSING,
          // It doesn't show its key manager, and a probe would have to pass its trust manager.
          ClientFinding.typeOf(client.sslSocketFactory())
              + "; if it has a key manager, which can't be seen, it gives client certificates to"
              + " every server that its trust manager accepts",
          "sockets whose peer is compared with the name's proven addresses before a byte is sent,"
              + " and client certificates only for hosts whose policies name them",
          "sslSocketFactory(trust.tls().socketFactory(), trust.tls().trustManager()), or "
              + INSTALL
              + "; a client certificate with TrustConnect.builder().identity(…) and"
              + " EndpointPolicy…identity(…)");
    }
    X509TrustManager manager = client.x509TrustManager();
    if (manager != null && manager != kit.trustManager()) {
      foreign(manager);
    }
    if (client.hostnameVerifier() != kit.hostnameVerifier()) {
      foreign(client.hostnameVerifier());
    }
  }

  private void foreign(X509TrustManager manager) {
    String type = ClientFinding.typeOf(manager);
    if (new UntrustedServer().isTrustedBy(manager)) {
      findings.add(
          Code.ACCEPTS_ANY_CERTIFICATE,
          DANGEROUS,
          type + ", which trusts a self-signed certificate from an unknown issuer",
          "a verified path",
          "remove it; trust a private CA with EndpointPolicy…roots(…); " + INSTALL);
      return;
    }
    findings.add(
        Code.FOREIGN_TRUST_MANAGER,
        MISSING,
        manager instanceof X509ExtendedTrustManager
            ? type
            : type + ", not an X509ExtendedTrustManager: it gets neither host nor socket",
        "paths and pins checked against the policies; pins in a trust manager don't apply to"
            + " resumed or shared connections",
        "move its roots and pins to an EndpointPolicy; " + INSTALL);
  }

  /**
   * OkHttp's own verifier, taken from a client without TLS, which doesn't read the runtime's trust
   * store.
   */
  private static HostnameVerifier usualVerifier() {
    return new OkHttpClient.Builder()
        .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
        .build()
        .hostnameVerifier();
  }

  private void foreign(HostnameVerifier verifier) {
    boolean usual = verifier.equals(usualVerifier());
    String type = ClientFinding.typeOf(verifier);
    if (!usual && new UntrustedServer().isVerifiedBy(verifier)) {
      findings.add(
          Code.VERIFIES_NO_NAME,
          DANGEROUS,
          type + ", which accepts a certificate for another host",
          "certificates issued to the host's name",
          "remove it; " + INSTALL);
      return;
    }
    findings.add(
        Code.FOREIGN_VERIFIER,
        MISSING,
        usual
            ? "OkHttp's own, which lets hosts share connections without a check"
            : type + " (which also turns the sharing of connections off)",
        "resumed and shared connections checked again",
        "hostnameVerifier(trust.tls().hostnameVerifier()), or " + INSTALL);
  }

  void versions() {
    Set<TlsVersion> obsolete = new TreeSet<>();
    for (ConnectionSpec spec : client.connectionSpecs()) {
      List<TlsVersion> versions = spec.tlsVersions();
      if (spec.isTls() && versions != null) {
        versions.stream().filter(version -> !CURRENT.contains(version)).forEach(obsolete::add);
      }
    }
    if (!obsolete.isEmpty()) {
      findings.add(
          Code.OBSOLETE_TLS,
          DANGEROUS,
          obsolete.toString(),
          "TLS 1.2 or newer (RFC 8996)",
          "connectionSpecs(List.of(ConnectionSpec.MODERN_TLS))");
    }
  }

  void pins() {
    Set<String> patterns = new TreeSet<>();
    for (CertificatePinner.Pin pin : client.certificatePinner().getPins()) {
      patterns.add(pin.getPattern());
    }
    if (!patterns.isEmpty()) {
      boolean wide = patterns.stream().anyMatch(pattern -> pattern.startsWith("*"));
      findings.add(
          Code.PINS_IN_THE_CLIENT,
          NOTE,
          "a CertificatePinner for "
              + String.join(", ", patterns)
              + "; a host written with a trailing dot bypasses it"
              + (wide ? ", and a wildcard also pins hosts it may not be meant for" : ""),
          "pins with a backup and an expiry date, seen in evidence",
          "EndpointPolicy.forHost(…).pins(…); the client's own pinner stays in force beside them");
    }
  }
}
