package dev.trustconnect.bench;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures a request of an AI framework with the gates, beside the same framework without them.
 * Both send the same body over an open connection to the same server.
 */
final class Frameworks {
  static final Benchmark REQUEST =
      new Benchmark(
          "frameworks", "a warm request through Spring AI and langchain4j", Frameworks::run);

  private static final String HOST = "api.example.test";
  private static final String ADDRESS = "127.0.1.10";
  private static final String PATH = "/chat/completions";
  private static final int REQUESTS_AT_ONCE = 50;
  private static final String PROMPT = "What does a request cost?";
  private static final String ANSWER = "Little.";
  private static final String REPLY =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
      "finish_reason":"stop","logprobs":null,\
      "message":{"role":"assistant","content":"%s","refusal":null}}]}\
      """
          .formatted(ANSWER);
  private static final List<String> NEEDED =
      List.of(
          "org.springframework.ai.openai.OpenAiChatModel",
          "dev.langchain4j.model.openai.OpenAiChatModel",
          "dev.langchain4j.http.client.jdk.JdkHttpClientBuilder");

  private Frameworks() {}

  /** A model of a framework. */
  @FunctionalInterface
  interface Model {
    @Nullable String answer(String prompt) throws Exception;
  }

  private static void run(Setting setting, Consumer<Row> rows) throws Exception {
    requireFrameworks();
    for (boolean http2 : List.of(false, true)) {
      TestInternet internet = TestInternet.usual();
      TestCa ca = internet.ca();
      // The unprotected client goes to the address: Spring AI's builder accepts no resolver.
      TlsPeer.Builder peers = TlsPeer.builder(ca.server(HOST, ADDRESS)).address(ADDRESS);
      try (TlsPeer peer = (http2 ? peers : peers.http1Only()).start();
          TrustConnect trust = trust(internet)) {
        peer.answer(PATH, 200, Map.of("content-type", "application/json"), REPLY);
        Contest contest = new Contest(setting, rows, peer, http2 ? "HTTP/2" : "HTTP/1.1");
        contest.hold(
            "Spring AI",
            "Spring AI over plain OkHttp",
            SpringAiModels.secured(trust, peer.url(HOST, "")),
            SpringAiModels.plain(ca, peer.url(ADDRESS, "")));
        contest.hold(
            "langchain4j",
            "langchain4j over java.net.http",
            Langchain4jModels.secured(trust, peer.url(HOST, "")),
            Langchain4jModels.plain(ca, peer.url(ADDRESS, "")));
      }
    }
  }

  /** The runnable jar doesn't contain them. */
  private static void requireFrameworks() throws AbsentException {
    for (String name : NEEDED) {
      try {
        Class.forName(name, false, Frameworks.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new AbsentException(
            name
                + " isn't on the class path: the frameworks aren't part of this program."
                + " BENCHMARKS.md shows the command that adds them",
            e);
      }
    }
  }

  private static TrustConnect trust(TestInternet internet) {
    return TrustConnect.builder()
        .dnsExchanges(internet.names())
        .anchors(internet.world().anchors())
        .clock(internet::now)
        .roots(TrustRoots.of(internet.ca().certificate()))
        .policy(EndpointPolicy.forHost(HOST).addresses(TestInternet.PUBLIC).build())
        .build();
  }

  /** Two models, one after the other, request by request. */
  private record Contest(Setting setting, Consumer<Row> rows, TlsPeer peer, String protocol) {
    void hold(String framework, String peerName, Model ours, Model theirs) throws Exception {
      String what = framework + ", " + protocol;
      setting.report(what);
      int connections = peer.connections();
      requireLikeRequests(ours, theirs);
      int rounds = setting.choose(10_000, 2_000);
      double[][] samples = Sampler.samples(rounds, rounds, timed(ours), timed(theirs));
      int opened = peer.connections() - connections;
      if (opened > 2 + rounds / 100) { // the SDK's cancelled streams make the server end a few
        throw new IOException("connections aren't kept open: " + opened + " were made");
      }
      double[] ratios = Sampler.ratios(samples[0], samples[1]);
      rows.accept(row(what + ", p50", peerName, Sampler.medians(samples), Bar.atMost(1.05, "×")));
      rows.accept(
          row(what + ", paired", peerName, Sampler.medians(samples), Bar.STATED)
              .with(new Figure(Sampler.median(ratios), "×"))
              .noting("the median of the ratios of requests that followed each other"));
      double[] spent =
          Sampler.medians(
              setting.choose(20, 5),
              setting.choose(200, 40),
              ProcessorTime.of(REQUESTS_AT_ONCE, () -> ask(ours)),
              ProcessorTime.of(REQUESTS_AT_ONCE, () -> ask(theirs)));
      peer.forget();
      rows.accept(
          row(what + ", processor time", peerName, spent, Bar.STATED)
              .noting("of all threads but the server's: a busy machine hardly affects it"));
    }

    private static Row row(String what, String peerName, double[] medians, Bar bar) {
      Figure ours = Figure.ofNanos(medians[0]);
      return Row.ratio("frameworks", what, ours, peerName, Figure.ofNanos(medians[1]), bar);
    }

    private void requireLikeRequests(Model ours, Model theirs) throws Exception {
      peer.forget();
      ask(ours);
      ask(theirs);
      List<TlsPeer.Seen> seen = peer.requests();
      TlsPeer.Seen first = seen.get(0);
      TlsPeer.Seen second = seen.get(1);
      boolean same =
          first.body().equals(second.body())
              && first.protocol().startsWith(protocol)
              && second.protocol().startsWith(protocol);
      if (!same) {
        throw new IOException("the two don't send the same: " + first + ", " + second);
      }
    }

    private Sampler.Turn timed(Model model) {
      Sampler.Turn turn = Sampler.timed(() -> ask(model));
      return () -> {
        double nanos = turn.nanos();
        peer.forget();
        return nanos;
      };
    }

    private static void ask(Model model) throws Exception {
      String answer = model.answer(PROMPT);
      if (!ANSWER.equals(answer)) {
        throw new IOException("another answer: " + answer);
      }
    }
  }
}
