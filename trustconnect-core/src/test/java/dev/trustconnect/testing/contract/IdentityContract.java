package dev.trustconnect.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.AuditEvent.IdentityEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.gate.UsedIdentity;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who gets the client certificates of a client: servers that all ask for them. A subclass has a
 * static method {@code rows()}. What a server got is what arrived in its side of the handshake.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class IdentityContract {
  protected static final String API = "api.example.test";

  /** At another address. */
  protected static final String OTHER = "other.example.test";

  /** At the address of {@link #API}, whose certificate has both names. */
  protected static final String TWIN = "twin.example.test";

  /** What one of the servers answers everywhere. */
  protected static final String HELLO = "hello from 127.0.1.10";

  private static final String OF_OPEN_AI =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
      "finish_reason":"stop","message":{"role":"assistant","content":"%s"}}]}\
      """
          .formatted(HELLO);

  private static final String OF_ANTHROPIC =
      """
      {"id":"m","type":"message","role":"assistant","model":"m","stop_reason":"end_turn",\
      "stop_sequence":null,"content":[{"type":"text","text":"%s"}],\
      "usage":{"input_tokens":1,"output_tokens":1}}\
      """
          .formatted(HELLO);

  private static final String OF_GOOGLE =
      """
      {"candidates":[{"content":{"role":"model","parts":[{"text":"%s"}]}}],"modelVersion":"m"}\
      """
          .formatted(HELLO);

  /** What a model answers, by the path at which it is asked. */
  private static final Map<String, String> MODELS =
      Map.of(
          "/v1/chat/completions", OF_OPEN_AI,
          "/chat/completions", OF_OPEN_AI,
          "/v1/messages", OF_ANTHROPIC,
          "/v1beta/models/m:generateContent", OF_GOOGLE);

  protected final TestInternet internet = TestInternet.usual();
  protected final TestCa corp = TestCa.create("Corp");
  protected final TestCa.Identity payments = corp.client("payments.example.test");
  protected final TestCa.Identity reports = corp.client("reports.example.test");

  protected final TlsPeer api = asking(corp.server(API, TWIN), "127.0.1.10");
  private final TlsPeer other = asking(corp.server(OTHER), "127.0.1.11");

  /**
   * An answer.
   *
   * @param evidence that of its connection, if the client shows the connection
   */
  public record Reply(String text, Optional<Evidence> evidence) {
    /** An answer over a connection that the client doesn't show. */
    public static Reply of(String text) {
      return new Reply(text, Optional.empty());
    }

    /** An answer over a connection with this session. */
    public static Reply of(String text, SSLSession session) {
      return new Reply(text, Evidence.of(session));
    }
  }

  /** A client as a function. */
  public interface Caller extends AutoCloseable {
    /** Sends a request without a key to {@code url}, whose path is {@link #path}. */
    Reply call(String url) throws Exception;

    /** The only path that it asks for. */
    default String path() {
      return "/v1";
    }

    /** Whether all its requests go to the host that it was made for. */
    default boolean isForOneHost() {
      return false;
    }

    @Override
    default void close() throws IOException {}
  }

  /** Makes a client. */
  public interface Made {
    /** A client for {@code trust}, whose requests all go to {@code base}, such as a host's URL. */
    Caller by(TrustConnect trust, String base) throws Exception;
  }

  /**
   * A client and what is claimed of it.
   *
   * @param showsItsPeer whether the handshake sees the address: a policy without roots and pins
   *     gives others no certificate
   * @param pooledIsJudged whether a connection of other policies isn't used again
   * @param made makes it
   */
  public record Row(String name, boolean showsItsPeer, boolean pooledIsJudged, Made made) {
    /** One that has all that OkHttp has. */
    public static Row whole(String name, Made made) {
      return new Row(name, true, true, made);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** For clients that ask the JVM's resolver. */
  @BeforeEach
  void namesOfTheJvmAreTrue() throws IOException {
    Files.writeString(
        Path.of(System.getProperty("jdk.net.hosts.file")),
        "127.0.1.10 %s\n127.0.1.10 %s\n127.0.1.11 %s\n".formatted(API, TWIN, OTHER));
  }

  @AfterEach
  void stop() {
    api.close();
    other.close();
    internet.close();
  }

  protected final EndpointPolicy.Builder policy(String host) {
    return TestInternet.policy(host).roots(TrustRoots.of(corp.certificate()));
  }

  protected final TrustConnect.Builder identified(EndpointPolicy... policies) {
    return internet
        .trust()
        .identity("payments", Identities.of(payments.asClient()))
        .identity("reports", Identities.of(reports.asClient()))
        .policies(policies);
  }

  private TrustConnect trust(EndpointPolicy... policies) {
    return identified(policies).build();
  }

  private Caller caller(Row row, TrustConnect trust) throws Exception {
    return row.made.by(trust, api.url(API, ""));
  }

  /** A server that answers {@link #HELLO}, as text or as a model does. */
  protected final TlsPeer asking(TestCa.Identity identity, String address) {
    TlsPeer peer = TlsPeer.builder(identity).address(address).harvests(corp).start();
    MODELS.forEach(
        (path, answer) ->
            peer.answer(path, 200, Map.of("Content-Type", "application/json"), answer));
    return peer;
  }

  /** The same client, if it can also ask {@code base}. */
  private static Caller another(Caller caller, Row row, TrustConnect trust, String base)
      throws Exception {
    return caller.isForOneHost() ? row.made.by(trust, base) : caller;
  }

  private Reply call(Caller caller) throws Exception {
    return caller.call(api.url(API, caller.path()));
  }

  /** The identities whose certificates this server got. */
  protected final List<String> got(TlsPeer server) {
    return server.certificates().stream()
        .map(
            certificate ->
                certificate.equals(payments.certificate())
                    ? "payments"
                    : certificate.equals(reports.certificate()) ? "reports" : "another")
        .toList();
  }

  /** What was released to {@link #api}, by the audit log, once all of it has arrived. */
  private List<String> released(TrustConnect trust) {
    trust.close();
    return internet.events().stream()
        .filter(IdentityEvent.class::isInstance)
        .map(IdentityEvent.class::cast)
        .filter(event -> event.change() == IdentityChange.RELEASED)
        .map(event -> event.identity() + " to " + event.subject())
        .toList();
  }

  private static void assertNames(String identity, Reply reply) {
    reply
        .evidence()
        .ifPresent(
            evidence ->
                assertThat(evidence.identity().map(UsedIdentity::name))
                    .isEqualTo(Optional.of(identity).filter(name -> !name.isEmpty())));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void serverOfThePolicyGetsTheCertificate(Row row) throws Exception {
    try (TrustConnect trust = trust(policy(API).identity("payments").build());
        Caller caller = caller(row, trust)) {
      Reply reply = call(caller);

      assertThat(reply.text()).contains(HELLO);
      assertThat(got(api)).containsExactly("payments");
      assertNames("payments", reply);
      assertThat(released(trust)).hasSize(1).first().asString().startsWith("payments#1");
    }
  }

  /** A public authority was tricked, or the name dangles and the attacker has its account. */
  @ParameterizedTest
  @MethodSource("rows")
  void misissuedRogueGetsNeitherCertificateNorRequest(Row row) throws Exception {
    try (TlsPeer rogue = asking(internet.ca().server(API), "127.0.1.10");
        TrustConnect trust = trust(policy(API).identity("payments").build())) {
      try (Caller caller = row.made.by(trust, rogue.url(API, ""))) {
        Throwable thrown = catchThrowable(() -> caller.call(rogue.url(API, caller.path())));

        assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
            .as("%s", thrown)
            .contains(Reason.PATH_ISSUER_UNKNOWN);
      }
      rogue.awaitNoConnection();
      assertThat(rogue.connections()).isPositive();
      assertThat(got(rogue)).isEmpty();
      assertThat(rogue.requestBytes()).isZero();
    }
  }

  /** Its certificate has both names, and HTTP/2 would allow the same connection for both. */
  @ParameterizedTest
  @MethodSource("rows")
  void hostAtTheSameAddressGetsNone(Row row) throws Exception {
    try (TrustConnect trust =
            trust(policy(API).identity("payments").build(), policy(TWIN).build());
        Caller caller = caller(row, trust);
        Caller twin = another(caller, row, trust, api.url(TWIN, ""))) {
      assertNames("payments", call(caller));
      Reply reply = twin.call(api.url(TWIN, twin.path()));

      assertThat(reply.text()).contains(HELLO);
      assertNames("", reply);
      assertThat(got(api)).containsExactly("payments");
      assertThat(api.connections()).as("none is shared").isGreaterThan(1);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachHostGetsItsOwnIdentity(Row row) throws Exception {
    try (TrustConnect trust =
            trust(
                policy(API).identity("payments").build(),
                policy(OTHER).identity("reports").build());
        Caller caller = caller(row, trust);
        Caller others = another(caller, row, trust, other.url(OTHER, ""))) {
      assertNames("payments", call(caller));
      assertNames("reports", others.call(other.url(OTHER, others.path())));

      assertThat(got(api)).containsExactly("payments");
      assertThat(got(other)).containsExactly("reports");
    }
  }

  /** Most clients don't follow it; where one does, the target has a policy without identity. */
  @ParameterizedTest
  @MethodSource("rows")
  void targetOfARedirectGetsNone(Row row) throws Exception {
    try (TrustConnect trust =
            trust(policy(API).identity("payments").build(), policy(OTHER).build());
        Caller caller = caller(row, trust)) {
      api.redirect(caller.path(), 302, other.url(OTHER, "/collect"));
      Throwable unused = catchThrowable(() -> call(caller)); // some throw at a 302

      assertThat(got(api)).containsExactly("payments");
    }
    assertThat(got(other)).isEmpty();
  }

  /** Any public authority could have issued the server's certificate. */
  @ParameterizedTest
  @MethodSource("rows")
  void policyWithoutRootsReleasesItOnlyWhereThePeerIsShown(Row row) throws Exception {
    try (TlsPeer open = asking(internet.ca().server(API), "127.0.1.10");
        TrustConnect trust = trust(TestInternet.policy(API).identity("payments").build());
        Caller caller = row.made.by(trust, open.url(API, ""))) {
      assertThat(caller.call(open.url(API, caller.path())).text()).contains(HELLO);

      assertThat(got(open)).hasSize(row.showsItsPeer ? 1 : 0);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void pooledConnectionOfAnotherIdentityIsntUsed(Row row) throws Exception {
    try (TrustConnect trust = trust(policy(API).identity("payments").build());
        Caller caller = caller(row, trust)) {
      assertNames("payments", call(caller));
      trust.replacePolicies(policy(API).identity("reports").build());

      Throwable thrown = catchThrowable(() -> call(caller));
      if (!row.pooledIsJudged) {
        assertThat(thrown).isNull();
        assertThat(got(api)).as("what README admits").hasSize(1);
        return;
      }
      TrustRefusal.in(thrown) // some find their connection closed, others make a new one
          .ifPresent(
              found -> assertThat(found.reason()).isEqualTo(Reason.IDENTITY_OTHER_THAN_POLICY));
      assertThat(api.requests()).hasSize(thrown == null ? 2 : 1);
      if (thrown != null) {
        api.awaitNoConnection(); // some close it a moment after the refusal
      }
      assertNames("reports", call(caller));
      assertThat(got(api)).containsExactly("payments", "reports");
    }
  }
}
