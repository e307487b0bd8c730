package dev.trustconnect.survey;

import dev.trustconnect.name.HostName;
import dev.trustconnect.survey.Handshake.Demand;
import dev.trustconnect.survey.Handshake.Kind;
import dev.trustconnect.survey.Handshake.Outcome;
import dev.trustconnect.survey.Handshake.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS handshake that accepts any certificate, sends nothing on the connection and closes it. Only
 * this class does that, so that a chain can be described that no gate would accept.
 */
final class ObservingHandshake {
  /** How long a server may take to object that there is no client certificate. */
  private static final int OBJECTION_MILLIS = 1_000;

  private final ObservingTrustManager served = new ObservingTrustManager();
  private final AskedCertificates asked = new AskedCertificates();
  private final Deadline deadline;

  /**
   * A handshake that was seen.
   *
   * @param observed what was served
   */
  record Seen(
      Outcome outcome,
      Session session,
      Observed observed,
      Demand demand,
      Duration elapsed,
      String failure) {
    /** These facts, with what the gates would decide about them. */
    Handshake as(
        Kind kind,
        InetAddress address,
        Instant now,
        Supplier<Set<String>> publicAuthorities,
        Optional<Handshake.Judgement> judgement) {
      return new Handshake(
          address,
          kind,
          outcome,
          session,
          observed.served(),
          StapledStatus.of(observed, judgement.flatMap(Handshake.Judgement::path), now),
          demand.authorities().isEmpty() ? demand : demand.naming(publicAuthorities.get()),
          judgement,
          elapsed,
          failure);
    }
  }

  private ObservingHandshake(Deadline deadline) {
    this.deadline = deadline;
  }

  /**
   * Makes the handshake; blocks until the deadline at most. Never throws for what the peer does.
   *
   * @param host the server name to send; null for none
   */
  static Seen with(@Nullable HostName host, InetAddress address, int port, Duration limit) {
    long start = System.nanoTime();
    try (Socket socket = new Socket();
        Deadline deadline = Deadline.closing(socket, limit)) {
      return new ObservingHandshake(deadline).seen(host, socket, address, port, limit, start);
    } catch (IOException unclosed) {
      throw new UncheckedIOException(unclosed); // closing a plain socket doesn't fail
    }
  }

  private Seen seen(
      @Nullable HostName host,
      Socket socket,
      InetAddress address,
      int port,
      Duration limit,
      long start) {
    Outcome failed = Outcome.UNREACHABLE;
    try {
      socket.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
      failed = Outcome.REFUSED;
      SSLSocket tls = layered(socket, host, address, port);
      tls.startHandshake();
      SSLSession session = tls.getSession();
      Session agreed =
          new Session(
              session.getProtocol(), session.getCipherSuite(), tls.getApplicationProtocol());
      Demand demand = demand(tls, session.getProtocol());
      return new Seen(
          Outcome.COMPLETED, agreed, served.observed(), demand, since(start), failureOf(demand));
    } catch (IOException e) {
      return broken(failed, e, start);
    }
  }

  private SSLSocket layered(Socket socket, @Nullable HostName host, InetAddress address, int port)
      throws IOException {
    SSLSocket tls =
        (SSLSocket)
            context()
                .getSocketFactory()
                .createSocket(
                    socket, host == null ? address.getHostAddress() : host.ascii(), port, true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setServerNames(host == null ? List.of() : List.of(new SNIHostName(host.ascii())));
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    tls.setSSLParameters(parameters);
    return tls;
  }

  /** A new context for each handshake: a resumed session would show no certificates. */
  private SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {asked}, new TrustManager[] {served}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this runtime has no TLS", e);
    }
  }

  private Seen broken(Outcome outcome, IOException failure, long start) {
    Outcome ended =
        deadline.isOver() && served.observed().served().isEmpty() ? Outcome.UNREACHABLE : outcome;
    List<String> authorities = asked.authorities();
    Demand demand =
        authorities == null
            ? Demand.NONE
            : new Demand(Demand.Need.REQUIRED, authorities, List.of());
    String words = deadline.isOver() ? "no end of the handshake in time" : words(failure);
    return new Seen(ended, Session.NONE, served.observed(), demand, since(start), words);
  }

  private static String words(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static String failureOf(Demand demand) {
    return demand.need() == Demand.Need.REQUIRED ? "a client certificate is required" : "";
  }

  /**
   * Whether the server asked. In TLS 1.3 the client is done first, and learns only afterwards that
   * a certificate was required; a server that doesn't object within a second is taken to go on
   * without.
   */
  private Demand demand(SSLSocket tls, String protocol) {
    List<String> authorities = asked.authorities();
    if (authorities == null) {
      return Demand.NONE;
    }
    boolean required = protocol.equals("TLSv1.3") && objects(tls);
    return new Demand(
        required ? Demand.Need.REQUIRED : Demand.Need.OPTIONAL, authorities, List.of());
  }

  private static boolean objects(SSLSocket tls) {
    try {
      tls.setSoTimeout(OBJECTION_MILLIS);
      return tls.getInputStream().read() < 0;
    } catch (SocketTimeoutException silent) {
      return false;
    } catch (IOException objection) {
      return true;
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
