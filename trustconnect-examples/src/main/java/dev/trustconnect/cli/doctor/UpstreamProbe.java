package dev.trustconnect.cli.doctor;

import dev.trustconnect.cli.doctor.UpstreamFacts.Step;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.Surveyor;
import dev.trustconnect.text.SafeText;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.DohServer;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Goes to one upstream step by step, and stops at the step that fails: TCP, handshake, chain, one
 * question, the records of the root.
 */
final class UpstreamProbe {
  /** A name that the root denies by a signed answer. */
  private static final Name ABSENT = Name.fromConstantString("trustconnect-doctor.");

  /** How long one address may take to accept a connection. */
  private static final Duration CONNECTION = Duration.ofMillis(1_200);

  /** More than that after the question's own time limit, the exchange is given up. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** What JSSE passes in TLS 1.3, where suites name no key exchange. */
  private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

  private final DnsOptions dns;
  private final Surveyor surveyor;
  private final Name topLevel;
  private final Deadline deadline;
  private final LongSupplier nanos;
  private final Queue<Dated> dates = new ConcurrentLinkedQueue<>();

  /**
   * A probe of one upstream; use it once.
   *
   * @param topLevel a signed top-level domain
   */
  UpstreamProbe(
      DnsOptions dns, Surveyor surveyor, Name topLevel, Deadline deadline, LongSupplier nanos) {
    this.dns = dns;
    this.surveyor = surveyor;
    this.topLevel = topLevel;
    this.deadline = deadline;
    this.nanos = nanos;
  }

  /** Blocks until the deadline at most. */
  UpstreamFacts probe(DohUpstream upstream) {
    AtomicReference<DohServer> opened = new AtomicReference<>();
    DohUpstream watched =
        upstream.withTransport(
            server -> {
              opened.set(server);
              return new DatedTransport(
                  DohUpstream.preferredTransport().open(server), dns.clock(), nanos, dates::add);
            });
    try (DnsExchange exchange = dns.opened(List.of(watched)).get(0)) {
      return new Steps(upstream, Objects.requireNonNull(opened.get()), exchange).all();
    }
  }

  /** The steps to one opened server. */
  private final class Steps {
    private final DohUpstream upstream;
    private final DohServer server;
    private final DnsExchange exchange;
    private @Nullable InetAddress address;
    private @Nullable Handshake handshake;
    private @Nullable RootAnswers answers;
    private @Nullable Duration roundTrip;

    private Steps(DohUpstream upstream, DohServer server, DnsExchange exchange) {
      this.upstream = upstream;
      this.server = server;
      this.exchange = exchange;
    }

    private UpstreamFacts all() {
      if (server.proxy() == null && server.proxies() == null) {
        String unconnected = connect();
        if (!unconnected.isEmpty()) {
          return broken(Step.CONNECTION, unconnected);
        }
        Handshake seen = handshake();
        if (seen.served().isEmpty()) {
          return broken(Step.HANDSHAKE, SafeText.of(seen.failure()));
        }
        String refused = refused(seen);
        if (!refused.isEmpty()) {
          return broken(Step.CHAIN, refused);
        }
      }
      try {
        Message keys = ask(Name.root, Type.DNSKEY).get();
        answers = rest(keys);
        String missing = answers.missing().orElse("");
        return missing.isEmpty() ? facts(null, "") : broken(Step.RECORDS, missing);
      } catch (ExecutionException failed) {
        return unanswered(failed.getCause());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return broken(Step.QUESTION, "interrupted");
      }
    }

    /** Connects to the first address that accepts it; returns why none does. */
    private String connect() {
      String first = "";
      for (InetAddress candidate : server.addresses()) {
        try {
          Dial.to(new InetSocketAddress(candidate, server.port()), deadline.atMost(CONNECTION));
          address = candidate;
          return "";
        } catch (IOException failed) {
          if (first.isEmpty()) {
            first = Dial.inWords(failed);
          }
        }
      }
      return first.isEmpty() ? "no address" : first;
    }

    private Handshake handshake() {
      HostName name = server.named() ? HostName.parse(server.host()) : null;
      Handshake seen =
          surveyor.handshake(
              name, new InetSocketAddress(address, server.port()), deadline.atMost(dns.timeout()));
      handshake = seen;
      return seen;
    }

    /**
     * Why the transport would refuse this chain; empty if it wouldn't. The transport itself then
     * tries the next address, and may fail there for another reason.
     */
    private String refused(Handshake seen) {
      try {
        server
            .trustManager()
            .checkServerTrusted(seen.served().toArray(X509Certificate[]::new), ANY_KEY_EXCHANGE);
        return "";
      } catch (CertificateException refused) {
        return Hidden.detail(String.valueOf(refused.getMessage()));
      }
    }

    private RootAnswers rest(Message keys) throws ExecutionException, InterruptedException {
      long begun = nanos.getAsLong();
      CompletableFuture<Message> soa = ask(Name.root, Type.SOA);
      CompletableFuture<Message> delegation = ask(topLevel, Type.DS);
      CompletableFuture<Message> denial = ask(ABSENT, Type.A);
      Message first = soa.get();
      roundTrip = Duration.ofNanos(nanos.getAsLong() - begun); // on the connection that is open
      return new RootAnswers(keys, first, delegation.get(), denial.get());
    }

    private CompletableFuture<Message> ask(Name name, int type) {
      Duration limit = deadline.atMost(dns.timeout());
      return exchange
          .ask(name, type, limit)
          .orTimeout(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    }

    private UpstreamFacts unanswered(@Nullable Throwable cause) {
      if (cause instanceof ExchangeException failed) {
        Step step =
            failed.reason() == Reason.UPSTREAM_TLS || failed.reason() == Reason.UPSTREAM_PIN
                ? Step.CHAIN
                : Step.QUESTION;
        return broken(step, Hidden.detail(text(failed)) + " [" + failed.reason().code() + "]");
      }
      return cause instanceof TimeoutException
          ? broken(Step.QUESTION, "no answer")
          : broken(Step.QUESTION, Hidden.detail(String.valueOf(cause)));
    }

    /** The message without the server's label, with which it starts. */
    private String text(ExchangeException failed) {
      String message = String.valueOf(failed.getMessage());
      String label = exchange.label() + ": ";
      return message.startsWith(label) ? message.substring(label.length()) : message;
    }

    private UpstreamFacts broken(Step step, String why) {
      return facts(step, why);
    }

    private UpstreamFacts facts(@Nullable Step step, String why) {
      Dated best = dates.stream().min(Comparator.comparing(Dated::roundTrip)).orElse(null);
      return new UpstreamFacts(
          upstream, server, step, why, address, handshake, answers, best, roundTrip);
    }
  }
}
