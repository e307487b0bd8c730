package dev.trustconnect.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.DohTransportFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Ten bursts of 500 mixed names to each real server: every question is answered.
 *
 * <p>Knot Resolver 5.6 refuses some streams of a burst (RFC 9113 §8.7).
 */
public abstract class BurstContract {
  private static final int BURSTS = 10;
  private static final int QUESTIONS = 500;
  private static final Duration PLENTY = Duration.ofSeconds(60);

  private static @Nullable InteropLab lab;

  /** The transport that asks. */
  protected abstract DohTransportFactory transport();

  @BeforeAll
  static void open(TestInfo test) {
    InteropLab.requirePrograms();
    lab = InteropLab.open(test.getTestClass().orElseThrow());
  }

  @AfterAll
  static void close() {
    if (lab != null) {
      lab.close();
      lab = null;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bind", "unbound", "knot", "dnsdist"})
  void everyQuestionOfABurstIsAnswered(String server) throws TextParseException {
    List<ExpectedVerdict> table = Questions.table();
    List<String> lost = new ArrayList<>();
    try (DnsExchange exchange = exchange(server)) {
      for (int burst = 0; burst < BURSTS; burst++) {
        List<CompletableFuture<Message>> asked = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
          ExpectedVerdict next = table.get(i % table.size());
          asked.add(
              exchange.ask(
                  Name.fromString(next.name(), Name.root), Type.value(next.type()), PLENTY));
        }
        for (CompletableFuture<Message> each : asked) {
          each.handle((reply, failure) -> failure == null ? true : lost.add(failure.toString()))
              .join();
        }
      }
    }
    System.out.printf(
        "interop: %s, %s: %d bursts of %d, %d lost%n",
        server, getClass().getSimpleName(), BURSTS, QUESTIONS, lost.size());
    assertThat(lost).isEmpty();
  }

  private DnsExchange exchange(String server) {
    InteropLab opened = Objects.requireNonNull(lab);
    return DohUpstream.builder(
            "https://127.0.0.1:" + opened.resolver(server).dohPort() + "/dns-query")
        .roots(TrustRoots.of(opened.certificate().ca()))
        .transport(transport())
        .build()
        .open();
  }
}
