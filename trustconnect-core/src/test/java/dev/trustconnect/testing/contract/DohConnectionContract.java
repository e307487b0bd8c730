package dev.trustconnect.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.Fault;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** How connections begin, break, heal and end. */
public abstract class DohConnectionContract extends DohContract {
  /** Eleven times, and the JDK's client since 24 sends a refused request twice by itself. */
  private static final int MANY = 22;

  @Test
  void coldBurstOpensOneConnection() {
    join(burst(50));

    assertThat(doh.questions()).hasSize(50);
    assertThat(doh.connections()).isEqualTo(1);
  }

  @Test
  void burstBeyondTheStreamLimitWaitsItsTurn() {
    join(burst(300));

    assertThat(doh.questions()).hasSize(300);
    assertThat(doh.connections()).isEqualTo(1);
  }

  @Test
  void burstAfterAnIdleConnectionWasCutOpensOneConnection() {
    ask();
    doh.reset();
    doh.awaitNoConnection();

    join(burst(50));

    assertThat(doh.connections()).isEqualTo(2);
  }

  @Test
  void questionWithoutAnAnswerIsAskedOnceMoreOnANewConnection() {
    ask();
    doh.failsOnce(Fault.PARK);

    assertAnswers(exchange);
    assertThat(doh.questions()).hasSize(3);
    assertThat(doh.connections()).isEqualTo(2);
    doh.awaitOpen(1); // the silent one is given up
  }

  @Test
  void questionLostOnALivelyConnectionIsAskedOnceMoreOnIt() {
    doh.failsFor(WWW, Fault.PARK);
    CompletableFuture<Message> lost = exchange.ask(WWW, Type.A, PLENTY);
    doh.awaitParked(1);
    join(burst(1)); // something is heard
    doh.heals();

    lost.join();
    assertThat(doh.connections()).isEqualTo(1);
  }

  @Test
  void questionIsAskedTwiceAtMost() {
    doh.fails(Fault.PARK);

    assertFails(exchange.ask(WWW, Type.A, AWHILE), Reason.UPSTREAM_TIMEOUT);
    assertThat(doh.questions()).hasSize(2);
  }

  @Test
  void slowFirstAnswerHoldsNobodyUp() {
    doh.failsFor(WWW, Fault.PARK);
    CompletableFuture<Message> slow = exchange.ask(WWW, Type.A, PLENTY);
    doh.awaitParked(1);

    join(burst(10));

    assertThat(slow).isNotDone();
    doh.heals();
    doh.release();
    slow.join();
    assertThat(doh.connections()).isEqualTo(1);
  }

  @Test
  void burstToARefusingServerFailsTogether() {
    doh.close();

    for (CompletableFuture<Message> asked : burst(50)) {
      assertFails(asked, Reason.UPSTREAM_UNREACHABLE);
    }
  }

  @Test
  void burstToAStrangerIsRefusedAfterOneHandshake() {
    DnsExchange mistaken = open(DohUpstream.builder(doh.url()));
    List<CompletableFuture<Message>> burst = new ArrayList<>();
    doh.swallowNewConnections(true);
    for (int i = 0; i < 20; i++) {
      burst.add(mistaken.ask(WWW, Type.A, SHORT));
    }
    for (CompletableFuture<Message> asked : burst) {
      assertFails(asked, Reason.UPSTREAM_TIMEOUT);
    }
    doh.swallowNewConnections(false);
    assertFails(mistaken.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_TLS);
    assertThat(doh.questions()).isEmpty();
  }

  @Test
  void silentConnectionIsReplaced() {
    ask();
    doh.silence();

    assertAnswers(exchange);
    assertThat(doh.connections()).isEqualTo(2);
  }

  @Test
  void manyQuestionsOnOneSilentConnectionReplaceItOnce() {
    ask();
    doh.silence();

    join(burst(20));
    assertThat(doh.connections()).isEqualTo(2);
  }

  @Test
  void connectionThatFallsSilentAgainIsReplacedAfterTheTimeout() {
    ask();
    doh.silence();
    doh.swallowNewConnections(true);
    assertFails(exchange.ask(WWW, Type.A, AWHILE), Reason.UPSTREAM_TIMEOUT);
    doh.swallowNewConnections(false);

    assertAnswers(exchange);
  }

  @Test
  void timeoutOnALivelyConnectionLeavesItAlone() {
    ask();
    doh.failsFor(WWW, Fault.PARK);
    CompletableFuture<Message> slow = exchange.ask(WWW, Type.A, AWHILE);
    doh.awaitParked(1);
    join(burst(1)); // something is heard
    doh.awaitRequests(4); // the slow one is asked once more
    join(burst(1));

    assertFails(slow, Reason.UPSTREAM_TIMEOUT);
    doh.heals();
    assertAnswers(exchange);
    assertThat(doh.connections()).isEqualTo(1);
  }

  @Test
  void connectionThatNeverComesUpTimesOutAndIsTriedAgain() {
    doh.swallowNewConnections(true);
    assertFails(exchange.ask(WWW, Type.A, SHORT), Reason.UPSTREAM_TIMEOUT);
    doh.swallowNewConnections(false);

    assertAnswers(exchange);
  }

  @Test
  void requestCutByAResetIsAskedOnceMore() {
    ask();
    doh.failsOnce(Fault.RESET);

    assertAnswers(exchange);
    assertThat(doh.connections()).isEqualTo(2);
  }

  @Test
  void serverThatCutsEveryRequestIsUnreachable() {
    doh.fails(Fault.RESET);

    assertFails(Reason.UPSTREAM_UNREACHABLE);
  }

  @Test
  void requestSentAwayByGoAwayIsAskedOnANewConnection() {
    ask();
    doh.failsOnce(Fault.GO_AWAY);

    assertAnswers(exchange);
    assertThat(doh.connections()).isEqualTo(2);
  }

  @Test
  void questionsOnRefusedStreamsAreAskedAgain() {
    ask();
    for (int i = 0; i < 5; i++) {
      doh.failsOnce(Fault.REFUSED_STREAM);
    }

    assertAnswers(exchange);
    assertThat(doh.questions()).hasSize(1 + 5 + 1);
  }

  @Test
  void burstWithRefusedStreamsLosesNoQuestion() {
    ask();
    for (int i = 0; i < 30; i++) {
      doh.failsOnce(i % 2 == 0 ? Fault.REFUSED_STREAM : Fault.NONE);
    }

    join(burst(50));
    assertThat(doh.questions()).hasSize(1 + 50 + 15);
  }

  @Test
  void questionsAboveTheLastOneOfAGoAwayAreAskedAgain() {
    ask();
    List<CompletableFuture<Message>> asked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      doh.failsOnce(Fault.PARK);
      asked.addAll(burst(1));
      doh.awaitParked(i + 1);
    }
    doh.failsOnce(Fault.GO_AWAY_ABOVE_THE_FIRST);
    asked.addAll(burst(1));

    join(asked.subList(1, 5));
    doh.release();
    asked.get(0).join();
  }

  @Test
  void questionSentAwayByOneGoAwayAfterTheOtherIsAskedAgain() {
    ask();
    for (int i = 0; i < 4; i++) {
      doh.failsOnce(Fault.GO_AWAY);
    }

    assertAnswers(exchange);
    assertThat(doh.connections()).isEqualTo(5);
  }

  @Test
  void serverThatRefusesForEverIsUnreachableAfterABoundedNumberOfRequests() {
    doh.fails(Fault.REFUSED_STREAM);

    assertThat(assertFails(Reason.UPSTREAM_UNREACHABLE)).hasMessageContaining("not processed");
    assertThat(doh.questions()).hasSizeBetween(2, MANY);
    doh.heals();
    assertAnswers(exchange);
  }

  @Test
  void serverThatGoesAwayForEverIsAskedABoundedNumberOfTimes() {
    doh.fails(Fault.GO_AWAY);

    assertFails(Reason.UPSTREAM_UNREACHABLE);
    assertThat(doh.questions()).hasSizeBetween(2, MANY);
  }

  @Test
  void refusedStreamsEndWithTheDeadline() {
    doh.fails(Fault.REFUSED_STREAM);
    CompletableFuture<Message> asked = exchange.ask(WWW, Type.A, SHORT);

    assertThatThrownBy(asked::join).hasCauseInstanceOf(ExchangeException.class);
    assertThat(doh.questions()).hasSizeLessThanOrEqualTo(MANY);
  }

  @Test
  void closedPortIsUnreachable() {
    doh.close();

    assertFails(Reason.UPSTREAM_UNREACHABLE);
  }

  @Test
  void nextAddressIsTriedWhenOneRefuses() {
    DnsExchange two =
        open(
            DohUpstream.builder(doh.url("doh.test"))
                .bootstrap("::1", "127.0.0.1") // the server listens on the second
                .roots(TrustRoots.of(doh.ca().certificate())));

    assertAnswers(two);
  }

  @Test
  void unansweredRequestTimesOutAndIsGivenUpOnTheWire() {
    ask();
    doh.fails(Fault.PARK);

    assertFails(exchange.ask(WWW, Type.A, AWHILE), Reason.UPSTREAM_TIMEOUT);
    doh.awaitNoConnection(); // both were silent
  }

  @Test
  void deadlineCoversABodyThatStalls() {
    ask();
    doh.fails(Fault.STALL);

    assertFails(exchange.ask(WWW, Type.A, AWHILE), Reason.UPSTREAM_TIMEOUT);
    doh.awaitNoConnection(); // both were silent
  }

  @Test
  void deadlineCoversABodyThatDrips() {
    ask();
    doh.fails(Fault.DRIP);

    assertFails(exchange.ask(WWW, Type.A, AWHILE), Reason.UPSTREAM_TIMEOUT);
    doh.awaitNoConnection(); // both were silent
  }

  @Test
  void noTimeIsATimeout() {
    assertFails(exchange.ask(WWW, Type.A, Duration.ZERO), Reason.UPSTREAM_TIMEOUT);
    assertFails(exchange.ask(WWW, Type.A, Duration.ofSeconds(-1)), Reason.UPSTREAM_TIMEOUT);
    assertThat(doh.questions()).isEmpty();
  }

  @Test
  void cancellingGivesTheRequestUpOnTheWire() {
    ask();
    doh.failsOnce(Fault.PARK);
    CompletableFuture<Message> asked = exchange.ask(WWW, Type.A, PLENTY);
    doh.awaitParked(1);

    assertThat(asked.cancel(true)).isTrue();

    doh.awaitAbandoned(1);
    assertThatThrownBy(asked::join).isInstanceOf(CancellationException.class);
    assertAnswers(exchange);
    assertThat(doh.connections()).isEqualTo(1);
  }

  @Test
  void cancellingTheFirstLetsTheOthersGo() {
    doh.swallowNewConnections(true);
    CompletableFuture<Message> first = exchange.ask(WWW, Type.A, PLENTY);
    CompletableFuture<Message> second = exchange.ask(WWW, Type.A, PLENTY);
    doh.awaitConnections(1);
    doh.swallowNewConnections(false);

    assertThat(first.cancel(true)).isTrue();

    second.join();
  }

  @Test
  void closingFailsWhatIsUnderWayAndWhatComesAfter() {
    doh.fails(Fault.PARK);
    List<CompletableFuture<Message>> underWay = burst(3);
    doh.awaitParked(3);

    exchange.close();

    underWay.forEach(asked -> assertFails(asked, Reason.UPSTREAM_CLOSED));
    assertFails(Reason.UPSTREAM_CLOSED);
    doh.awaitNoConnection();
  }

  @Test
  void closingEndsThreadsAndSockets() throws InterruptedException {
    join(burst(5));
    List<Thread> ours = threadsOf(exchange.label());
    assertThat(ours).isNotEmpty();

    exchange.close();

    doh.awaitNoConnection();
    for (Thread thread : ours) {
      thread.join(20_000);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
    exchange.close(); // once more does no harm
  }

  @Test
  void threadsOfAnExchangeAreDaemons() {
    join(burst(5));

    assertThat(threadsOf(exchange.label())).allMatch(Thread::isDaemon);
  }

  @Test
  void proxyIsUsedWhenTold() {
    List<URI> asked = new CopyOnWriteArrayList<>();
    LoopbackDoh closed = LoopbackDoh.start(DohContract::answer);
    closed.close();
    ProxySelector selector =
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            asked.add(uri);
            return List.of(
                new Proxy(
                    Proxy.Type.HTTP,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), closed.port())));
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };
    DnsExchange proxied =
        open(
            DohUpstream.builder(doh.url())
                .roots(TrustRoots.of(doh.ca().certificate()))
                .proxySelector(selector));

    assertFails(proxied.ask(WWW, Type.A, PLENTY), Reason.UPSTREAM_UNREACHABLE);
    assertThat(asked).isNotEmpty();
    assertThat(doh.connections()).isZero();
  }

  @Test
  void systemProxyIsIgnored(@TempDir Path directory) throws Exception {
    Path pem = doh.ca().writePem(directory.resolve("ca.pem"));
    // In a JVM of its own, since proxies are a setting of the whole JVM.
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dhttps.proxyHost=127.0.0.1",
                "-Dhttps.proxyPort=1",
                "-Dhttp.nonProxyHosts=",
                "-cp",
                System.getProperty("java.class.path"),
                AskOnce.class.getName(),
                transportName(),
                doh.url(),
                pem.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(doh.questions()).hasSize(1);
  }

  private List<CompletableFuture<Message>> burst(int questions) {
    return burst(questions, PLENTY);
  }

  private List<CompletableFuture<Message>> burst(int questions, Duration timeout) {
    List<CompletableFuture<Message>> burst = new ArrayList<>();
    for (int i = 0; i < questions; i++) {
      burst.add(exchange.ask(name("n" + i + ".example."), Type.A, timeout));
    }
    return burst;
  }

  private static void join(List<CompletableFuture<Message>> burst) {
    burst.forEach(CompletableFuture::join);
  }

  private static List<Thread> threadsOf(String label) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread -> {
              ThreadGroup group = thread.getThreadGroup();
              return thread.getName().contains(label)
                  || (group != null && group.getName().contains(label));
            })
        .toList();
  }
}
