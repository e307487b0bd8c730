package dev.trustconnect.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.DohTransportFactory;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What the contracts of a DoH transport have in common: a server, an exchange and how to ask. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class DohContract {
  /** More than any healthy answer takes, on the slowest machine. */
  protected static final Duration PLENTY = Duration.ofSeconds(20);

  /** For questions that get nowhere. */
  protected static final Duration SHORT = Duration.ofMillis(300);

  /** For questions that have to arrive, and then aren't answered. */
  protected static final Duration AWHILE = Duration.ofMillis(1_200);

  protected static final Name WWW = Name.fromConstantString("www.example.");

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** A healthy server, and an exchange with it. */
  protected LoopbackDoh doh;

  protected DnsExchange exchange;

  /** The transport under contract. */
  protected abstract DohTransportFactory transport();

  /** {@code jdk}, or the class of the factory, with a public constructor without parameters. */
  protected String transportName() {
    return transport().getClass().getName();
  }

  @BeforeEach
  void startServer() {
    doh = started(LoopbackDoh.start(DohContract::answer));
    exchange = open(DohUpstream.builder(doh.url()).roots(TrustRoots.of(doh.ca().certificate())));
  }

  @AfterEach
  void closeEverything() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  /** Closed after the test. */
  protected final LoopbackDoh started(LoopbackDoh server) {
    opened.add(server);
    return server;
  }

  /** An exchange over the transport under contract; closed after the test. */
  protected final DnsExchange open(DohUpstream.Builder builder) {
    DnsExchange made = builder.transport(transport()).build().open();
    opened.add(made);
    return made;
  }

  /** One A record, TTL 300. */
  protected static Message answer(Message query) {
    Message response = new Message(query.getHeader().getID());
    response.getHeader().setFlag(Flags.QR);
    response.getHeader().setFlag(Flags.RA);
    Record question = query.getQuestion();
    response.addRecord(question, Section.QUESTION);
    byte[] address = {(byte) 192, 0, 2, 1};
    response.addRecord(
        Record.newRecord(question.getName(), Type.A, DClass.IN, 300, address), Section.ANSWER);
    return response;
  }

  protected final Message ask() {
    return ask(exchange);
  }

  protected static Message ask(DnsExchange of) {
    return of.ask(WWW, Type.A, PLENTY).join();
  }

  protected static void assertAnswers(DnsExchange of) {
    assertThat(ask(of).getSection(Section.ANSWER)).singleElement().isInstanceOf(ARecord.class);
  }

  /** The failure of this question, which has to be of this kind. */
  protected static ExchangeException assertFails(CompletableFuture<Message> asked, Reason reason) {
    List<ExchangeException> failure = new ArrayList<>();
    assertThatThrownBy(asked::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(ExchangeException.class, failure::add);
    assertThat(failure.get(0).reason()).as(failure.get(0).getMessage()).isEqualTo(reason);
    return failure.get(0);
  }

  protected final ExchangeException assertFails(Reason reason) {
    return assertFails(exchange.ask(WWW, Type.A, PLENTY), reason);
  }

  protected static Name name(String text) {
    try {
      return Name.fromString(text);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
