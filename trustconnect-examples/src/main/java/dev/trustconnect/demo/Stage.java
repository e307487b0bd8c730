package dev.trustconnect.demo;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A hermetic internet for one scene and one client: signed names behind DNS over HTTPS, an
 * authority that every client trusts, an honest AI endpoint, and rogues. Loopback only.
 */
public final class Stage implements AutoCloseable {
  static final String API = "api.example.test";
  static final String UNSIGNED = "api.plain.test";
  public static final String KEY = "sk-live-4711-secret";
  static final String PROMPT = "the whole secret prompt";

  static final String ROGUE = "127.0.1.66";

  private final TestInternet internet;
  private final TestCa.Identity honestIdentity;
  private final TestCa.Identity reserveIdentity;
  private final TestCa corp = TestCa.create("Corp");
  private final TestCa.Identity clientIdentity = corp.client("payments.example.test");
  private TlsPeer honest;
  private final LoopbackDoh doh;
  private final List<TlsPeer> rogues = new ArrayList<>();

  Stage(SignedWorld world) {
    internet = new TestInternet(world);
    honestIdentity = internet.ca().server(API, UNSIGNED, "alias.example.test", "twin.example.test");
    reserveIdentity = internet.ca().server(API);
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

  TestCa.Identity reserveIdentity() {
    return reserveIdentity;
  }

  /** The authority of the clients and of the servers that they identify themselves to. */
  TestCa corp() {
    return corp;
  }

  /** The honest peer changes to its backup key. */
  void rotate() {
    int port = honest.port();
    honest.close();
    honest = TlsPeer.builder(reserveIdentity).port(port).start();
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

  /**
   * Plays {@code scene} with an ordinary client: it trusts the resolver it is given, and sends its
   * certificate to any server that asks for it.
   */
  Played ordinary(Scene scene) {
    OkHttpClient.Builder builder =
        OkHttpActor.base()
            .dns(this::believed)
            .sslSocketFactory(
                ca().clientContext(clientIdentity).getSocketFactory(), ca().trustManager());
    return play(scene, new OkHttpActor(builder.build(), null));
  }

  /** Plays {@code scene} with a protected client. */
  Played ours(Scene scene, Scene.Casting casting) {
    try (TrustConnect trust =
        TrustConnect.builder()
            .upstreams(doh.upstream())
            .anchors(internet.world().anchors())
            .clock(internet::now)
            .roots(TrustRoots.of(ca().certificate()))
            .identity("payments", Identities.of(clientIdentity.asClient()))
            .policies(scene.policies().apply(this).toArray(EndpointPolicy[]::new))
            .build()) {
      return play(scene, casting.cast(this, trust));
    }
  }

  /** The addresses that a stub resolver takes from an answer, unchecked. */
  public List<InetAddress> believed(String host) throws UnknownHostException {
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

  private Played play(Scene scene, Scene.Actor client) {
    IOException failure = null;
    try {
      scene.act().play(this, client);
    } catch (IOException thrown) {
      failure = thrown;
    }
    client.leave();
    rogues.forEach(TlsPeer::awaitNoConnection);
    List<String> secrets = new ArrayList<>();
    if (rogues.stream().anyMatch(rogue -> rogue.received(KEY))) {
      secrets.add("API key");
    }
    if (rogues.stream().anyMatch(rogue -> rogue.received(PROMPT))) {
      secrets.add("prompt");
    }
    if (rogues.stream().anyMatch(rogue -> !rogue.certificates().isEmpty())) {
      secrets.add("client certificate");
    }
    return new Played(
        failure,
        rogues.stream().mapToLong(TlsPeer::bytesReceived).sum(),
        rogues.stream().mapToInt(Stage::stolenBytes).sum(),
        secrets);
  }

  /** Requests without a secret belong to the scene's preparation. */
  private static int stolenBytes(TlsPeer rogue) {
    return rogue.requests().stream()
        .filter(request -> !request.headers().containsKey("x-preparation"))
        .mapToInt(TlsPeer.Seen::size)
        .sum();
  }

  @Override
  public void close() {
    rogues.stream().filter(rogue -> rogue != honest).forEach(TlsPeer::close);
    honest.close();
    doh.close();
  }
}
