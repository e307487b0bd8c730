package dev.trustconnect.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.Fault;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.DohResponse;
import dev.trustconnect.upstream.transport.DohTransport;
import dev.trustconnect.upstream.transport.DohTransportFactory;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What goes out, and what is let in (RFC 8484). */
public abstract class DohFramingContract extends DohContract {

  @Test
  void questionIsAnsweredOverHttp2() {
    ask();
    assertAnswers(exchange);

    assertThat(doh.questions()).containsExactly("www.example. A", "www.example. A");
    assertThat(doh.requests())
        .allSatisfy(
            seen -> {
              assertThat(seen.method()).isEqualTo("POST");
              assertThat(seen.protocol()).isEqualTo("HTTP/2.0");
              assertThat(seen.path()).isEqualTo("/dns-query");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "a.", "www.example.", "a.rather.long.name.that.fills.example.test."})
  void queryHasIdZeroAsksForSignaturesAndIsPadded(String asked) throws IOException {
    exchange.ask(name(asked), Type.DNSKEY, PLENTY).join();

    byte[] wire = new byte[doh.requests().get(0).body().remaining()];
    doh.requests().get(0).body().get(wire);
    assertThat(wire.length % 128).isZero();
    Message query = new Message(wire);
    assertThat(query.getHeader().getID()).isZero();
    assertThat(query.getHeader().getFlag(Flags.RD)).isTrue();
    assertThat(query.getHeader().getFlag(Flags.CD)).isTrue();
    assertThat(query.getHeader().getFlag(Flags.AD)).isFalse();
    assertThat(query.getOPT().getFlags() & ExtendedFlags.DO).isNotZero();
    assertThat(query.getQuestion().getType()).isEqualTo(Type.DNSKEY);
  }

  @Test
  void headersTellNobodyApart() {
    doh.failsOnce(Fault.headers("set-cookie", "id=1; Secure"));
    ask();
    ask();

    Set<String> names = new TreeSet<>(doh.requests().get(1).headers().keySet());
    names.removeAll(Set.of("host", "accept-encoding"));
    assertThat(names).containsExactly("accept", "content-length", "content-type", "user-agent");
    assertThat(doh.requests().get(1).headers())
        .containsEntry("accept", "application/dns-message")
        .containsEntry("content-type", "application/dns-message")
        .containsEntry("user-agent", "trustconnect");
  }

  /** A diagnosis compares the server's clock with this machine's. */
  @Test
  void dateOfAResponseReachesATransportAroundThisOne() {
    doh.fails(Fault.headers("date", "Mon, 01 Jun 2026 12:00:00 GMT"));
    Queue<String> dates = new ConcurrentLinkedQueue<>();
    DohTransportFactory watching =
        server -> new WatchedTransport(transport().open(server), dates::add);
    try (DnsExchange watched = doh.upstream().withTransport(watching).open()) {
      assertAnswers(watched);
    }

    assertThat(dates).containsExactly("Mon, 01 Jun 2026 12:00:00 GMT");
  }

  private record WatchedTransport(DohTransport inner, Consumer<String> dates)
      implements DohTransport {
    @Override
    public CompletableFuture<DohResponse> post(byte[] query, Runnable sending) {
      CompletableFuture<DohResponse> posted = inner.post(query, sending);
      var unused = posted.thenAccept(response -> dates.accept(String.valueOf(response.date())));
      return posted;
    }

    @Override
    public void renew() {
      inner.renew();
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {201, 204, 301, 302, 307, 308, 400, 401, 403, 404, 407, 408, 415, 421, 500, 503})
  void statusOtherThan200IsRefusedWithoutASecondRequest(int status) {
    doh.fails(
        Fault.status(
            status,
            "location",
            "/elsewhere",
            "www-authenticate",
            "Basic realm=\"x\"",
            "retry-after",
            "0"));

    ExchangeException failure = assertFails(Reason.UPSTREAM_HTTP_STATUS);

    assertThat(failure).hasMessageContaining("HTTP status " + status);
    assertThat(doh.questions()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "1",
        "44",
        "46",
        "65535",
        "-1",
        "x",
        "",
        "45, 45",
        "+45",
        "99999999999999999999"
      })
  void contentLengthThatIsNotWhatCameFailsTheResponse(String said) {
    doh.fails(Fault.contentLength(said));

    CompletableFuture<Message> asked = exchange.ask(WWW, Type.A, PLENTY);

    assertThatThrownBy(asked::join).hasCauseInstanceOf(ExchangeException.class);
    doh.heals();
    assertAnswers(exchange);
  }

  @Test
  void contentLengthThatIsSaidTwiceFailsTheResponse() {
    doh.fails(Fault.contentLength("45", "45"));
    assertThatThrownBy(exchange.ask(WWW, Type.A, PLENTY)::join)
        .hasCauseInstanceOf(ExchangeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: 46",
        "content-length: 44",
        "content-length: 65535",
        "content-length: x",
        "content-length: 45\r\ncontent-length: 46"
      })
  void contentLengthOfHttp1ThatIsNotWhatCameFailsTheResponse(String head) {
    try (Http1Doh one = Http1Doh.start(DohContract::answer, head)) {
      assertThatThrownBy(open(one.upstream()).ask(WWW, Type.A, PLENTY)::join)
          .hasCauseInstanceOf(ExchangeException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-length: 45", "connection: close"})
  void answerOverHttp1IsAnAnswer(String head) {
    try (Http1Doh one = Http1Doh.start(DohContract::answer, head)) {
      assertAnswers(open(one.upstream()));
    }
  }

  @Test
  void contentLengthMayBeLeftOut() {
    doh.fails(Fault.contentLength());
    assertAnswers(exchange);
    doh.fails(Fault.contentLength("45"));
    assertAnswers(exchange);
  }

  @Test
  void retryAfterIsNamedAndHandedOn() {
    doh.failsOnce(Fault.status(429, "retry-after", "30"));

    ExchangeException failure = assertFails(Reason.UPSTREAM_HTTP_STATUS);

    assertThat(failure).hasMessageContaining("30 s");
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(30));
    assertAnswers(exchange);
  }

  @Test
  void otherMediaTypeIsRefused() {
    doh.fails(Fault.contentType("application/dns-json"));
    assertThat(assertFails(Reason.UPSTREAM_CONTENT_TYPE))
        .hasMessageContaining("application/dns-json");

    doh.fails(Fault.contentType(null));
    assertFails(Reason.UPSTREAM_CONTENT_TYPE);

    doh.fails(Fault.contentType("Application/DNS-Message; charset=x"));
    assertAnswers(exchange);
  }

  @Test
  void bodyOfAnotherMediaTypeIsNotWaitedFor() {
    doh.fails(Fault.endless("text/html"));

    assertFails(Reason.UPSTREAM_CONTENT_TYPE);
    doh.awaitAbandoned(1);
  }

  @Test
  void bodyLargerThanAMessageIsCutOff() {
    doh.fails(Fault.body(new byte[65_536]));
    assertFails(Reason.UPSTREAM_TOO_LARGE);

    doh.fails(Fault.body(new byte[65_535]));
    assertFails(Reason.UPSTREAM_GARBAGE); // not too large, only zeros
  }

  @Test
  void announcedLengthIsRefusedBeforeTheBodyComes() {
    doh.fails(Fault.announcing(1L << 40));

    assertFails(Reason.UPSTREAM_TOO_LARGE);
  }

  @Test
  void endlessBodyIsCutOffAndGivenUp() {
    doh.failsOnce(Fault.ENDLESS);

    assertFails(Reason.UPSTREAM_TOO_LARGE);
    doh.awaitAbandoned(1);
    assertAnswers(exchange);
    assertThat(doh.connections()).isEqualTo(1);
  }

  @Test
  void whatIsNoMessageIsGarbage() {
    doh.fails(Fault.TRUNCATE);
    assertFails(Reason.UPSTREAM_GARBAGE);

    doh.fails(Fault.body(new byte[0]));
    assertFails(Reason.UPSTREAM_GARBAGE);

    byte[] noise = new byte[200];
    java.util.Arrays.fill(noise, (byte) 0xC0);
    doh.fails(Fault.body(noise));
    assertFails(Reason.UPSTREAM_GARBAGE);
  }

  @Test
  void queryEchoedBackIsGarbage() {
    doh.fails(Fault.reply(query -> query));

    assertFails(Reason.UPSTREAM_GARBAGE);
  }

  @Test
  void answerToAnotherQuestionIsNotOurs() {
    doh.fails(Fault.reply(query -> answer(question("other.example.", Type.A))));
    assertFails(Reason.UPSTREAM_ANSWER_NOT_OURS);

    doh.fails(Fault.reply(query -> answer(question("www.example.", Type.AAAA))));
    assertFails(Reason.UPSTREAM_ANSWER_NOT_OURS);

    doh.fails(Fault.reply(query -> answer(question("WWW.example.", Type.A))));
    assertAnswers(exchange);
  }

  @Test
  void answerWithAnotherIdIsNotOurs() {
    doh.fails(
        Fault.reply(
            query -> {
              Message other = answer(query);
              other.getHeader().setID(7);
              return other;
            }));

    assertFails(Reason.UPSTREAM_ANSWER_NOT_OURS);
  }

  @Test
  void refusalMayLeaveTheQuestionOut() {
    doh.fails(
        Fault.reply(
            query -> {
              Message refusal = new Message(0);
              refusal.getHeader().setFlag(Flags.QR);
              refusal.getHeader().setRcode(Rcode.REFUSED);
              return refusal;
            }));

    assertThat(ask().getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void truncatedMessageIsRefused() {
    doh.fails(
        Fault.reply(
            query -> {
              Message truncated = answer(query);
              truncated.getHeader().setFlag(Flags.TC);
              return truncated;
            }));

    assertFails(Reason.UPSTREAM_TRUNCATED);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 300",
    "60, 240",
    "300, 0",
    "301, 0",
    "99999999999999999999, 0",
    "-5, 0", // of unknown age: good for now and no longer
    "soon, 0",
    "'60, 60', 0",
  })
  void ageIsTakenOffEachTtl(String age, long left) {
    doh.fails(Fault.headers("age", age));

    Message message = ask();

    Record record = message.getSection(Section.ANSWER).get(0);
    assertThat(record.getTTL()).isEqualTo(left);
    assertThat(record.rdataToString()).isEqualTo("192.0.2.1");
    assertThat(message.getHeader().getCount(Section.ANSWER)).isEqualTo(1);
  }

  @Test
  void ageLeavesTheExtendedFlagsAlone() {
    doh.fails(
        Fault.reply(
            query -> {
              Message extended = answer(query);
              extended.addRecord(new OPTRecord(1232, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
              return extended;
            },
            "age",
            "60"));

    Message message = ask();

    assertThat(message.getOPT().getFlags()).isEqualTo(ExtendedFlags.DO);
    assertThat(message.getSection(Section.ANSWER).get(0).getTTL()).isEqualTo(240);
  }

  @Test
  void messagesNameTheServerAndNotItsPath() {
    DnsExchange customer =
        open(
            DohUpstream.builder(doh.url() + "/customer-4711?token=t0p")
                .roots(TrustRoots.of(doh.ca().certificate())));
    doh.fails(Fault.status(404));

    ExchangeException failure =
        assertFails(customer.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_HTTP_STATUS);

    assertThat(failure.toString())
        .contains("127.0.0.1:" + doh.port())
        .doesNotContain("4711", "t0p");
    assertThat(doh.requests().get(0).path()).endsWith("/customer-4711?token=t0p");
  }

  private static Message question(String name, int type) {
    Message query = new Message(0);
    query.addRecord(Record.newRecord(name(name), type, 1), Section.QUESTION);
    return query;
  }

  /** RFC 9110 §6.6.1: the server's time; both run on one machine here. */
  @Test
  void responseShowsTheServersClock() {
    assertThat(exchange.clockSkew()).as("before the first response").isEmpty();

    ask();

    assertThat(exchange.clockSkew())
        .hasValueSatisfying(skew -> assertThat(skew.abs()).isLessThan(Duration.ofMinutes(10)));
  }
}
