package dev.trustconnect.cli.lock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TlsPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A defect of this program that one endpoint of a lock brings to light. */
class LockDefectTest {
  private static final String HOST = EndpointLab.HOST;
  private static final String PLAIN = "api.plain.test";

  @TempDir private Path folder;
  private EndpointLab lab;
  private TlsPeer plainPeer;
  private Path file;
  private Path policy;
  private String endpoint;
  private String plain;

  @BeforeEach
  void open() throws IOException {
    lab = new EndpointLab(folder);
    plainPeer = TlsPeer.builder(lab.identity).address("127.0.1.20").port(lab.peer.port()).start();
    file = folder.resolve("trustconnect.lock");
    policy = lab.policy();
    endpoint = HOST + ":" + lab.peer.port();
    plain = PLAIN + ":" + lab.peer.port();
  }

  @AfterEach
  void close() {
    plainPeer.close();
    lab.close();
  }

  private Ran lock(UnaryOperator<Function<Endpoint, Survey>> around, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    var terminal = CommandLab.terminal(out, err);
    List<String> all = new ArrayList<>(List.of("--file", file.toString(), "--timeout", "1m"));
    all.addAll(List.of("--allow", "127.0.1.0/24", "--confirm-after", "1ms"));
    all.addAll(List.of(more));
    int status =
        new CommandLine(new LockCommand(terminal, around))
            .execute(lab.arguments(null, policy, all.toArray(String[]::new)));
    terminal.out().flush();
    return new Ran(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Ran lock(String... more) {
    return lock(UnaryOperator.identity(), more);
  }

  /** A survey that fails for one host. */
  private static UnaryOperator<Function<Endpoint, Survey>> failing(String host) {
    return look ->
        asked -> {
          if (asked.host().ascii().equals(host)) {
            throw new IllegalStateException("a look failed");
          }
          return look.apply(asked);
        };
  }

  /** A survey that nothing can be made of, for one host. */
  @SuppressWarnings("NullAway") // the defect
  private static UnaryOperator<Function<Endpoint, Survey>> hollow(String host) {
    return look ->
        asked -> {
          Survey seen = look.apply(asked);
          return asked.host().ascii().equals(host)
              ? new Survey(
                  asked,
                  seen.at(),
                  null,
                  seen.zone(),
                  List.of(),
                  List.of(),
                  seen.http(),
                  seen.plan(),
                  0)
              : seen;
        };
  }

  private static void assertTraced(Ran ran, String subject) {
    assertThat(ran.err())
        .contains("trustconnect lock: " + subject + ": a defect of this program, please report it:")
        .containsPattern("\n    at dev\\.trustconnect\\.");
  }

  @Test
  void othersAreWrittenAndTheDefectIsReported() throws IOException {
    Ran ran = lock(failing(PLAIN), endpoint, plain);

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.err())
        .contains("not judged: " + plain + " endpoint: internal error: java.lang.IllegalState");
    assertTraced(ran, plain);
    assertThat(TrustLock.read(file).endpoints())
        .extracting(locked -> locked.endpoint().toString())
        .containsExactly(endpoint);
    assertThat(lock(endpoint, plain).status()).as("the healthy twin").isZero();
  }

  @Test
  void surveyThatCannotBeReadIsReportedAndNotWritten() throws IOException {
    Ran ran = lock(hollow(PLAIN), endpoint, plain);

    assertThat(ran.status()).isEqualTo(3);
    assertTraced(ran, plain);
    assertThat(TrustLock.read(file).endpoints()).hasSize(1);
    assertThat(LockState.read(LockState.beside(file)).firstSeen(Endpoint.parse(endpoint)))
        .isPresent();
  }

  @Test
  void checkComparesTheOthersAndIsNotInOrder() {
    assertThat(lock(endpoint, plain).status()).isZero();

    for (var defect : List.of(failing(PLAIN), hollow(PLAIN))) {
      Ran ran = lock(defect, "--check", "--format", "json");
      JsonNode drift = ran.json().get(0);
      assertThat(ran.status()).isEqualTo(3);
      assertThat(drift.path("endpoints").asInt()).isEqualTo(2);
      assertThat(drift.path("changes")).isEmpty();
      assertThat(drift.path("notJudged")).hasSize(1);
      JsonNode open = drift.path("notJudged").get(0);
      assertThat(open.path("endpoint").asText()).isEqualTo(plain);
      assertThat(open.path("part").asText()).isEqualTo("endpoint");
      assertThat(open.path("why").asText()).startsWith("internal error: java.lang.");
      assertTraced(ran, plain);
    }
    assertThat(lock("--check").status()).as("the healthy twin").isZero();
  }

  @Test
  void alertOfAnotherEndpointIsTheStatusAllTheSame() {
    assertThat(lock(endpoint, plain).status()).isZero();
    lab.peer.close();
    try (TlsPeer interceptor = interceptor()) {
      Ran ran = lock(failing(PLAIN), "--check");

      assertThat(interceptor.connections()).isPositive();
      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.out()).contains("ALERT", "not judged " + plain + " endpoint: internal error");
    }
  }

  private TlsPeer interceptor() {
    return TlsPeer.builder(TestCa.create("Proxy Root,O=Proxy Maker").server(HOST))
        .address("127.0.1.10")
        .port(lab.peer.port())
        .protocols("TLSv1.3")
        .start();
  }

  @Test
  void alertStaysIfTheSecondLookFails() {
    assertThat(lock(endpoint).status()).isZero();
    lab.peer.close();
    AtomicInteger looks = new AtomicInteger();
    try (TlsPeer interceptor = interceptor()) {
      Ran ran =
          lock(
              look ->
                  asked -> {
                    if (looks.incrementAndGet() == 2) {
                      throw new IllegalStateException("a look failed");
                    }
                    return look.apply(asked);
                  },
              "--check");

      assertThat(interceptor.connections()).isPositive();
      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.out()).contains("ALERT", "1 not judged");
      assertTraced(ran, endpoint);
    }
  }

  @Test
  void updateWritesNothing() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    String written = Files.readString(file);

    Ran ran = lock(failing(HOST), "--update", endpoint, "--because", "a reason");

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.err()).contains("nothing was written");
    assertTraced(ran, endpoint);
    assertThat(Files.readString(file)).isEqualTo(written);
  }
}
