package dev.trustconnect.cli.doctor;

import dev.trustconnect.cli.doctor.UpstreamFacts.Step;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.text.SafeText;
import dev.trustconnect.upstream.DohUpstream;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.security.auth.x500.X500Principal;

/**
 * The check of each DNS server: the first step to it that fails, and the server that answers in its
 * place.
 */
final class UpstreamChecks {
  static final String UPSTREAM = "doctor.upstream";
  static final String PATH_MTU = "doctor.path-mtu";

  private static final int MAX_NAME = 120;

  private final List<DohUpstream> upstreams;
  private final Function<DohUpstream, UpstreamFacts> probe;
  private final InstantSource clock;
  private volatile List<UpstreamFacts> facts = List.of();

  /**
   * Checks of these upstreams.
   *
   * @param probe goes to one; blocks, and may run beside others
   */
  UpstreamChecks(
      List<DohUpstream> upstreams,
      Function<DohUpstream, UpstreamFacts> probe,
      InstantSource clock) {
    this.upstreams = List.copyOf(upstreams);
    this.probe = probe;
    this.clock = clock;
  }

  /** The facts found; empty until the check has ended, and if it was skipped. */
  List<UpstreamFacts> facts() {
    return facts;
  }

  /** Those that work. */
  List<UpstreamFacts> working() {
    return facts.stream().filter(UpstreamFacts::works).toList();
  }

  List<Row> upstreams() {
    List<CompletableFuture<UpstreamFacts>> probed =
        upstreams.stream()
            .map(
                one -> CompletableFuture.supplyAsync(() -> probe.apply(one), UpstreamChecks::start))
            .toList();
    facts = probed.stream().map(CompletableFuture::join).toList();
    return facts.stream().map(this::row).toList();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "doctor-upstream");
    thread.setDaemon(true);
    thread.start();
  }

  /** The server's name in a row. */
  static String label(UpstreamFacts found) {
    return Hidden.name(found.upstream().label());
  }

  private Row row(UpstreamFacts found) {
    Step broken = found.broken();
    if (broken == null) {
      return answering(found);
    }
    String label = label(found);
    return switch (broken) {
      case CONNECTION ->
          Row.failed(
              UPSTREAM,
              label + " TCP " + found.server().port() + ": " + found.failure(),
              "check that this machine is online; have TCP "
                  + found.server().port()
                  + " to it opened, or name another server with --doh, or a proxy with"
                  + " --doh-proxy");
      case HANDSHAKE ->
          Row.failed(
              UPSTREAM,
              label
                  + " "
                  + found.server().port()
                  + " open, the TLS handshake fails: "
                  + found.failure(),
              "ask the network's owner what filters TLS to it, or name another server with --doh");
      case CHAIN -> untrusted(found);
      case QUESTION ->
          Row.failed(
              UPSTREAM,
              label
                  + way(found)
                  + (found.served().isEmpty()
                      ? ""
                      : " " + found.server().port() + " open, chain ends in " + end(found) + ",")
                  + " doesn't answer a question: "
                  + found.failure(),
              found.isProxied()
                  ? "check that the proxy is up and lets connections to this server through"
                  : "name another server with --doh");
      case RECORDS ->
          Row.failed(
              UPSTREAM,
              label + way(found) + " doesn't deliver " + found.failure() + " whole",
              "name a server that passes DNSSEC records on with --doh");
    };
  }

  private Row untrusted(UpstreamFacts found) {
    String label = label(found);
    List<X509Certificate> served = found.served();
    if (served.isEmpty()) {
      return Row.failed(
          UPSTREAM,
          label + way(found) + ": the TLS handshake fails: " + found.failure(),
          ownAuthority());
    }
    String open = label + " " + found.server().port() + " open, ";
    if (!found.leadsToATrustedName()) {
      return Row.failed(
          UPSTREAM,
          open + "chain ends in " + end(found) + ": this network intercepts TLS",
          ownAuthority());
    }
    Instant now = clock.instant();
    X509Certificate leaf = served.get(0);
    if (now.isBefore(leaf.getNotBefore().toInstant())
        || now.isAfter(leaf.getNotAfter().toInstant())) {
      return Row.failed(
          UPSTREAM,
          open
              + "its certificate is for "
              + leaf.getNotBefore().toInstant()
              + " to "
              + leaf.getNotAfter().toInstant()
              + ", and the clock here says "
              + now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
          "set this machine's clock");
    }
    return Row.failed(
        UPSTREAM,
        open + "chain ends in " + end(found) + ", its certificate is refused: " + found.failure(),
        "something else answers in its place, unless the roots or pins at the policy's upstream are"
            + " wrong: correct them, or leave this network");
  }

  private static String ownAuthority() {
    return "if that is your company: --doh-ca company.pem, or roots: company.pem at the policy's"
        + " upstream; otherwise leave this network";
  }

  private static String end(UpstreamFacts found) {
    return found
        .chainEnd()
        .map(name -> '"' + SafeText.line(name.getName(X500Principal.RFC2253), MAX_NAME) + '"')
        .orElse("nothing");
  }

  private static String way(UpstreamFacts found) {
    return found.server().proxy() == null
        ? found.server().proxies() == null ? "" : " through a proxy"
        : " through the proxy " + Hidden.name(found.server().proxy().toString());
  }

  private static Row answering(UpstreamFacts found) {
    Handshake handshake = found.handshake();
    boolean isHttp2 = handshake == null || handshake.session().alpn().equals("h2");
    RootAnswers answers = found.answers();
    String text =
        label(found)
            + way(found)
            + " answers"
            + (handshake == null ? "" : isHttp2 ? " over HTTP/2" : " over HTTP/1.1")
            + (found.roundTrip() == null ? "" : " in " + found.roundTrip().toMillis() + " ms")
            + ", DNSKEY, DS and NXDOMAIN whole"
            + (answers != null && answers.isAuthenticated() ? ", AD set" : ", no AD")
            + (handshake == null ? "" : "; chain ends in " + end(found));
    return isHttp2
        ? Row.ok(UPSTREAM, text)
        : Row.warning(UPSTREAM, text, "questions wait for each other; prefer one with HTTP/2");
  }

  /** Runs after {@link #upstreams}. */
  Row pathMtu() {
    long stalled = facts.stream().filter(UpstreamFacts::stallsBeforeTheCertificates).count();
    if (stalled >= 2) {
      return Row.warning(
          PATH_MTU,
          stalled
              + " servers accept TCP and their certificates never arrive: large packets are lost",
          "lower the MTU of this machine's interface to 1280 to see whether that is it; then have"
              + " ICMP \"fragmentation needed\" let through");
    }
    int largest =
        facts.stream()
            .filter(one -> !one.served().isEmpty())
            .mapToInt(UpstreamChecks::size)
            .max()
            .orElse(0);
    if (largest > 0) {
      return Row.ok(PATH_MTU, "certificates of " + largest + " bytes arrive whole");
    }
    return facts.stream().anyMatch(UpstreamFacts::works)
        ? Row.notEvaluated(PATH_MTU, "all servers are behind a proxy", "")
        : Row.skipped(PATH_MTU, UPSTREAM);
  }

  private static int size(UpstreamFacts found) {
    int size = 0;
    for (X509Certificate certificate : found.served()) {
      try {
        size += certificate.getEncoded().length;
      } catch (java.security.cert.CertificateEncodingException unreadable) {
        return 0; // parsed from bytes, so it has them
      }
    }
    return size;
  }
}
