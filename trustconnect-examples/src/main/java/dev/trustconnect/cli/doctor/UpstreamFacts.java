package dev.trustconnect.cli.doctor;

import dev.trustconnect.survey.Handshake;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DohServer;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * How far one upstream was reached.
 *
 * @param broken the step that failed; null if all succeeded
 * @param failure why, in words; empty if nothing failed
 * @param address what was connected to; null if nothing was, or through a proxy
 * @param handshake what was served there; null if it wasn't connected to directly
 * @param answers about the root; null unless all questions were answered
 * @param dated the server's clock, by its quickest response; null if it sent no Date
 * @param roundTrip of a question on an open connection; null if none was answered
 */
record UpstreamFacts(
    DohUpstream upstream,
    DohServer server,
    @Nullable Step broken,
    String failure,
    @Nullable InetAddress address,
    @Nullable Handshake handshake,
    @Nullable RootAnswers answers,
    @Nullable Dated dated,
    @Nullable Duration roundTrip) {
  /** The steps to an upstream, in their order. */
  enum Step {
    /** The TCP connection. */
    CONNECTION,
    /** The TLS handshake, up to the server's certificates. */
    HANDSHAKE,
    /** The check of the certificates. */
    CHAIN,
    /** One question over HTTP. */
    QUESTION,
    /** The records and signatures of the answers. */
    RECORDS
  }

  boolean works() {
    return broken == null;
  }

  boolean isProxied() {
    return server.proxy() != null || server.proxies() != null;
  }

  /** Whether TCP connects and then nothing comes, not even the certificates. */
  boolean stallsBeforeTheCertificates() {
    return broken == Step.HANDSHAKE
        && handshake != null
        && handshake.outcome() == Handshake.Outcome.UNREACHABLE;
  }

  /** The issuer of the last certificate that was served; empty if none was. */
  Optional<X500Principal> chainEnd() {
    List<X509Certificate> served = served();
    return served.isEmpty()
        ? Optional.empty()
        : Optional.of(served.get(served.size() - 1).getIssuerX500Principal());
  }

  List<X509Certificate> served() {
    return handshake == null ? List.of() : handshake.served();
  }

  /**
   * Whether one of the roots for this server is named as an issuer of the chain. If not, the chain
   * comes from an authority that isn't trusted for it.
   */
  boolean leadsToATrustedName() {
    List<X500Principal> issuers = new ArrayList<>();
    served().forEach(certificate -> issuers.add(certificate.getIssuerX500Principal()));
    for (X509Certificate root : server.trustManager().getAcceptedIssuers()) {
      if (issuers.contains(root.getSubjectX500Principal())) {
        return true;
      }
    }
    return false;
  }
}
