package dev.trustconnect.examples.demo;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A hermetic internet for one scene and one client: signed names behind DNS over HTTPS, an
 * authority everybody trusts, an honest AI endpoint, and rogues. Loopback only.
 */
public final class Stage implements AutoCloseable {
  static final String API = "api.example.test";
  static final String UNSIGNED = "api.plain.test";
  static final String KEY = "sk-live-4711-secret";
  static final String PROMPT = "the whole secret prompt";

  private static final String ROGUE = "127.0.1.66";

  private final TestInternet internet;
  private final TestCa.Identity honestIdentity;
  private final TlsPeer honest;
  private final LoopbackDoh doh;
  private final List<TlsPeer> rogues = new ArrayList<>();

  Stage(SignedWorld world) {
    internet = new TestInternet(world);
    honestIdentity = internet.ca().server(API, UNSIGNED, "alias.example.test", "twin.example.test");
    honest = TlsPeer.start(honestIdentity);
    doh = LoopbackDoh.start(this::answer);
  }

  private Message answer(Message query) {
    Record question = query.getQuestion();
    return internet.world().answer(question.getName(), question.getType());
  }

  TestInternet internet() {
    return internet;
  }

  TestCa ca() {
    return internet.ca();
  }

  TestCa.Identity honestIdentity() {
    return honestIdentity;
  }

  TlsPeer honest() {
    return honest;
  }

  /** A rogue at 127.0.1.66, at the port of the honest peer. */
  TlsPeer rogue(TestCa.Identity identity) {
    return rogue(TlsPeer.builder(identity).address(ROGUE));
  }

  /** Any rogue, at the port of the honest peer. */
  TlsPeer rogue(TlsPeer.Builder builder) {
    TlsPeer rogue = builder.port(honest.port()).start();
    rogues.add(rogue);
    return rogue;
  }

  /** The honest peer turns out to be the rogue of this scene. */
  void rogueIsTheHonestPeer() {
    rogues.add(honest);
  }

  String url(String host, String path) {
    return honest.url(host, path);
  }

  /** Plays {@code scene} with an ordinary client that believes the resolver it is given. */
  Played ordinary(Scene scene) {
    OkHttpClient client =
        base()
            .dns(this::believed)
            .sslSocketFactory(ca().clientContext().getSocketFactory(), ca().trustManager())
            .build();
    return play(scene, client, null);
  }

  /** Plays {@code scene} with a client made by one line. */
  Played ours(Scene scene) {
    try (TrustConnect trust =
        TrustConnect.builder()
            .upstreams(doh.upstream())
            .anchors(internet.world().anchors())
            .clock(internet::now)
            .roots(dev.trustconnect.path.TrustRoots.of(ca().certificate()))
            .policies(scene.policies().apply(this).toArray(EndpointPolicy[]::new))
            .build()) {
      return play(scene, TrustConnectOkHttp.install(trust, base()).build(), trust);
    }
  }

  private static OkHttpClient.Builder base() {
    return new OkHttpClient.Builder().connectTimeout(Duration.ofSeconds(2));
  }

  /** What a stub resolver makes of an answer: its addresses, unchecked. */
  private List<InetAddress> believed(String host) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (Record record : internet.world().answer(host, Type.A).getSection(Section.ANSWER)) {
      if (record instanceof ARecord a) {
        addresses.add(InetAddress.getByAddress(host, a.getAddress().getAddress()));
      }
    }
    if (addresses.isEmpty()) {
      throw new UnknownHostException(host);
    }
    return addresses;
  }

  private Played play(Scene scene, OkHttpClient client, @Nullable TrustConnect trust) {
    IOException failure = null;
    try {
      scene.act().play(this, new Client(client, trust));
    } catch (IOException thrown) {
      failure = thrown;
    }
    end(client);
    List<String> secrets = new ArrayList<>();
    if (rogues.stream().anyMatch(rogue -> rogue.received(KEY))) {
      secrets.add("API key");
    }
    if (rogues.stream().anyMatch(rogue -> rogue.received(PROMPT))) {
      secrets.add("prompt");
    }
    return new Played(
        failure,
        rogues.stream().mapToLong(TlsPeer::bytesReceived).sum(),
        rogues.stream().mapToInt(Stage::stolenBytes).sum(),
        secrets);
  }

  /** Requests that hold nothing secret are the scene's own preparation. */
  private static int stolenBytes(TlsPeer rogue) {
    return rogue.requests().stream()
        .filter(request -> !request.headers().containsKey("x-preparation"))
        .mapToInt(TlsPeer.Seen::size)
        .sum();
  }

  private void end(OkHttpClient client) {
    client.connectionPool().evictAll();
    ExecutorService executor = client.dispatcher().executorService();
    executor.shutdown();
    rogues.forEach(TlsPeer::awaitNoConnection);
  }

  @Override
  public void close() {
    rogues.stream().filter(rogue -> rogue != honest).forEach(TlsPeer::close);
    honest.close();
    doh.close();
  }

  private record Client(OkHttpClient client, @Nullable TrustConnect trust) implements Scene.Actor {
    @Override
    public void send(String url, String prompt) throws IOException {
      Request.Builder request = new Request.Builder().url(url).header("x-api-key", KEY);
      if (!prompt.isEmpty()) {
        request.post(RequestBody.create(prompt, null));
      }
      execute(request.build());
    }

    @Override
    public void look(String url) throws IOException {
      execute(new Request.Builder().url(url).header("x-preparation", "yes").build());
    }

    private void execute(Request request) throws IOException {
      try (Response response = client.newCall(request).execute()) {
        String unused = response.body().string();
      }
    }

    @Override
    public void change(EndpointPolicy... policies) {
      if (trust != null) {
        trust.replacePolicies(policies);
      }
    }
  }
}
