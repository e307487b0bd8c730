package dev.trustconnect.survey;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.path.VerifiedPath;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One connection of a survey and what was served on it. No byte of a request was sent.
 *
 * @param address what was connected to
 * @param kind how the handshake was made
 * @param outcome how it ended
 * @param session what was agreed; empty texts if the handshake didn't get that far
 * @param served the certificates as served, the server's own first; present also if they are
 *     invalid or the handshake failed after them
 * @param staple the stapled OCSP response, as served (RFC 6066 §8)
 * @param demand whether a client certificate was asked for
 * @param judgement what the gates would decide; only for {@link Kind#USUAL}
 * @param elapsed from connecting to the end of the handshake
 * @param failure why it failed, in the JVM's words; empty if it didn't
 */
public record Handshake(
    InetAddress address,
    Kind kind,
    Outcome outcome,
    Session session,
    List<X509Certificate> served,
    Optional<Staple> staple,
    Demand demand,
    Optional<Judgement> judgement,
    Duration elapsed,
    String failure) {
  public Handshake {
    served = List.copyOf(served);
  }

  /** The server's own certificate. */
  public Optional<X509Certificate> leaf() {
    return served.isEmpty() ? Optional.empty() : Optional.of(served.get(0));
  }

  /** The verified path, if the gates accept the chain. */
  public Optional<VerifiedPath> path() {
    return judgement.flatMap(Judgement::path);
  }

  /** How a handshake is made. */
  public enum Kind {
    /** With the host's name, TLS 1.2 and 1.3. */
    USUAL,
    /** Without a server name (RFC 6066 §3). */
    WITHOUT_NAME,
    /** A client hello that offers TLS 1.0 and 1.1 alone, and the server's first answer. */
    LEGACY
  }

  /** How it ended. */
  public enum Outcome {
    /** The handshake was completed, or the old version was agreed to. */
    COMPLETED,
    /** The server or this runtime broke it off. */
    REFUSED,
    /** The port is closed, or there was no answer in time. */
    UNREACHABLE
  }

  /**
   * The parameters that client and server agreed on.
   *
   * @param protocol such as {@code TLSv1.3}
   * @param suite the cipher suite's IANA name
   * @param alpn the application protocol (RFC 7301); empty for none
   */
  public record Session(String protocol, String suite, String alpn) {
    static final Session NONE = new Session("", "", "");
  }

  /** A stapled OCSP response. */
  public record Staple(State state, String detail) {
    /** The status of the server's certificate in it. */
    public enum State {
      /** Signed by the issuer, current, good. */
      GOOD,
      /** Signed by the issuer: revoked. */
      REVOKED,
      /** It can't be verified. */
      UNUSABLE
    }
  }

  /**
   * A demand for a client certificate.
   *
   * @param need whether one is asked for
   * @param authorities the names of the authorities that the server accepts (RFC 8446 §4.2.4), as
   *     RFC 2253 text; may be empty
   * @param publicAuthorities those of them that are also roots for servers of any host
   */
  public record Demand(Need need, List<String> authorities, List<String> publicAuthorities) {
    static final Demand NONE = new Demand(Need.NONE, List.of(), List.of());

    public Demand {
      authorities = List.copyOf(authorities);
      publicAuthorities = List.copyOf(publicAuthorities);
    }

    Demand naming(Set<String> usual) {
      return new Demand(need, authorities, authorities.stream().filter(usual::contains).toList());
    }

    /** Whether a client certificate is asked for. */
    public enum Need {
      /** Not asked for. */
      NONE,
      /** Asked for; a client without one is let in. */
      OPTIONAL,
      /** Asked for; the server broke off without one. */
      REQUIRED
    }
  }

  /**
   * The decision that the gates would make about the served chain at this address.
   *
   * @param path the verified path; empty if there is none
   * @param isPublic whether the path ends in a root of a public authority
   * @param matchedPins how many of the policy's pins are in it
   * @param findings every check's finding
   * @param refusal why the connection would be refused; empty if it would be allowed
   */
  public record Judgement(
      Optional<VerifiedPath> path,
      boolean isPublic,
      int matchedPins,
      List<Finding> findings,
      Optional<Refusal> refusal) {
    public Judgement {
      findings = List.copyOf(findings);
    }
  }
}
