package dev.trustconnect.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.watch.WatchState;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

@Timeout(value = 180, unit = TimeUnit.SECONDS)
class WatchCommandTest {
  private static final String HOST = EndpointLab.HOST;

  @TempDir private Path folder;
  private WatchLab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new WatchLab(folder);
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  /** The command as it is, to its end. */
  private Ran run(String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("watch"));
    all.addAll(List.of(lab.arguments(more)));
    return CommandLab.run("", all.toArray(String[]::new));
  }

  private Ran once(String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("--once", "--confirm-after", "1s"));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private String list(String... lines) throws Exception {
    return lab.list(lines).toString();
  }

  private void awaitFirstRound() throws Exception {
    lab.err.await(line -> line.contains("the first round is done"));
  }

  @Test
  void aHealthyEndpointIsWatchedInSilenceAndServed() throws Exception {
    lab.start("--list", list(lab.endpoint()));
    awaitFirstRound();

    assertThat(lab.out.lines()).hasSize(1).first().asString().contains(" watch.started ");
    assertThat(lab.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(lab.get("/metrics").body())
        .contains("trustconnect_watch_up{server_address=\"" + HOST + "\"")
        .contains("trustconnect_endpoint_verdict{", "trustconnect_watch_dropped_total 0")
        .contains(
            "trustconnect_health{",
            "trustconnect_build_info{",
            "trustconnect_watch_state_writable 1")
        .contains("trustconnect_watch_file_usable{trustconnect_file=\"list\"} 1");
    assertThat(lab.get("/probe?target=" + lab.endpoint()).body())
        .contains("probe_success 1", "probe_dns_secure 1", "probe_ssl_earliest_cert_expiry ");
    assertThat(lab.get("/probe?target=" + EndpointLab.OTHER).statusCode()).isEqualTo(404);
    assertThat(lab.end()).isZero();
    assertThat(lab.lab.peer.requests()).isEmpty();
  }

  @Test
  void aRefusedEndpointIsReportedOnceASecondLookSawIt() throws Exception {
    lab.lab.internet.harm(Harm.dropRrsigs(HOST, Type.A));
    lab.start("--list", list(lab.endpoint()), "--json");

    String line = lab.out.await(text -> text.contains("trustconnect.endpoint.refused"));

    JsonNode event = new ObjectMapper().readTree(line);
    assertThat(event.path("subject").asText()).isEqualTo(lab.endpoint());
    assertThat(event.path("data").path("refusal").asText()).isEqualTo("dnssec.signature-missing");
    assertThat(lab.get("/probe?target=" + lab.endpoint()).body()).contains("probe_success 0");
    assertThat(lab.lab.peer.connections()).isZero();
  }

  @Test
  void onceIsGoodForAHealthyEndpoint() throws Exception {
    Ran ran = once("--list", list(lab.endpoint()));
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("good  " + lab.endpoint() + " SECURE");
    assertThat(ran.err()).contains("1 endpoint: 0 wrong, 0 not judged");
  }

  @Test
  void onceSaysWhatIsRefused() throws Exception {
    lab.lab.internet.harm(Harm.dropRrsigs(HOST, Type.A));
    Ran ran = once("--list", list(lab.endpoint()));
    assertThat(ran.status()).as(ran.err()).isEqualTo(1);
    assertThat(ran.out())
        .contains("wrong " + lab.endpoint() + " BOGUS refused [dnssec.signature-missing]");
  }

  @Test
  void onceDoesNotJudgeWhatDoesNotAnswer() throws Exception {
    Ran ran = once("--list", list(EndpointLab.OTHER + ":" + lab.lab.peer.port()));
    assertThat(ran.status()).as(ran.err()).isEqualTo(3);
    assertThat(ran.out()).contains("unseen " + EndpointLab.OTHER);
  }

  @Test
  void withoutAListTheHostsOfThePolicyFileAreWatched() throws Exception {
    lab.start();
    assertThat(lab.get("/probe?target=" + HOST).statusCode()).isEqualTo(200);
    assertThat(lab.get("/probe?target=" + HOST + ":8443").statusCode()).isEqualTo(404);
  }

  @Test
  void aPortThatIsTakenIsSaidWithARemedy() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Ran ran =
          run("--list", list(lab.endpoint()), "--listen", "127.0.0.1:" + taken.getLocalPort());
      assertThat(ran.status()).isEqualTo(2);
      assertThat(ran.err())
          .contains("--listen 127.0.0.1:" + taken.getLocalPort() + " isn't possible")
          .contains("choose another port, or --listen off");
    }
  }

  @Test
  void aListWithABadLineIsRefusedAtTheStart() throws Exception {
    Ran ran = run("--list", list(lab.endpoint(), "not a host"), "--listen", "off");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("endpoints.txt, line 2: ");
    assertThat(lab.lab.doh.questions()).isEmpty();
  }

  @Test
  void aListThatGoesBadLeavesTheLastGoodOneInForce() throws Exception {
    String list = list(lab.endpoint());
    lab.start("--list", list);
    list(lab.endpoint(), "not a host");

    lab.err.await(line -> line.contains("--list " + list + " can't be used"));
    assertThat(lab.get("/metrics").body())
        .contains("trustconnect_watch_file_usable{trustconnect_file=\"list\"} 0");
    assertThat(lab.get("/probe?target=" + lab.endpoint()).statusCode()).isEqualTo(200);

    list(lab.endpoint(), EndpointLab.OTHER);
    lab.err.await(line -> line.contains("has changed: 2 endpoints are watched"));
    assertThat(lab.get("/probe?target=" + EndpointLab.OTHER).statusCode()).isEqualTo(200);
    assertThat(lab.get("/metrics").body())
        .contains("trustconnect_watch_file_usable{trustconnect_file=\"list\"} 1");
  }

  @Test
  void aPolicyFileThatGoesBadLeavesTheLastGoodOneInForce() throws Exception {
    lab.start("--list", list(lab.endpoint()));
    lab.lab.policy("nonsense: true");
    lab.err.await(line -> line.contains("--policy") && line.contains("can't be used"));
    lab.lab.policy("dnssec: REQUIRE_SECURE");
    lab.err.await(line -> line.contains("has changed: its policies are in force"));
  }

  @Test
  void aLockThatGoesBadLeavesTheLastGoodOneInForce() throws Exception {
    Path lock = folder.resolve("trustconnect.lock");
    Ran written = lab.lab.run("lock", lab.lab.policy(), "--file", lock.toString(), lab.endpoint());
    assertThat(written.status()).as(written.err()).isZero();
    String good = Files.readString(lock);
    lab.start("--list", list(lab.endpoint()), "--lock", lock.toString());
    Files.writeString(lock, "nonsense");
    lab.err.await(line -> line.contains("--lock " + lock + " can't be used"));
    Files.writeString(lock, good + "# once more\n");
    lab.err.await(line -> line.contains("endpoints are compared with it from now on"));
  }

  @Test
  void aSecondWatchOnTheSameStateIsRefused() throws Exception {
    Path state = folder.resolve("state");
    WatchState other = WatchState.open(state);
    try {
      Ran ran = run("--list", list(lab.endpoint()), "--state", state.toString());
      assertThat(ran.status()).isEqualTo(2);
      assertThat(ran.err()).contains("another watch is using this state");
    } finally {
      other.close();
    }
    Ran ran = once("--list", list(lab.endpoint()), "--state", state.toString());
    assertThat(ran.status()).as(ran.err()).isZero();
  }

  @Test
  void theTestEventReachesTheProgram() throws Exception {
    Path got = folder.resolve("got");
    Path script = Files.writeString(folder.resolve("hook"), "#!/bin/sh\ncat > '" + got + "'\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Ran ran = CommandLab.run("", "watch", "--test-event", "--exec", script.toString());
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(Files.readString(got)).contains("\"type\":\"trustconnect.watch.heartbeat\"");
    assertThat(ran.err()).contains("exec took the test event");

    Ran failing = CommandLab.run("", "watch", "--test-event", "--exec", "/bin/false");
    assertThat(failing.status()).isEqualTo(1);
    assertThat(failing.err()).contains("exec didn't take the test event: it ended with 1");
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() throws Exception {
    Map<String, String[]> wrong =
        Map.of(
            "name the endpoints: --list FILE or --policy FILE",
            new String[] {},
            "messages are signed",
            new String[] {"--list", "x", "--webhook", "https://a.test/"},
            "--once and --listen exclude each other",
            new String[] {"--list", "x", "--once", "--listen", "off"},
            "--test-event needs a receiver",
            new String[] {"--test-event"},
            "is not between 1m and 24h",
            new String[] {"--list", "x", "--every", "5s"},
            "isn't an IP address and a port",
            new String[] {"--list", "x", "--listen", "example.com:80"},
            "--list: a file is needed",
            new String[] {"--list", "-"});
    wrong.forEach(
        (message, arguments) -> {
          List<String> all = new ArrayList<>(List.of("watch"));
          all.addAll(List.of(arguments));
          Ran ran = CommandLab.run("", all.toArray(String[]::new));
          assertThat(ran.status()).as(message).isEqualTo(2);
          assertThat(ran.err()).contains(message);
        });
  }

  @Test
  void aWebhookWithoutTlsOrWithAPasswordIsRefusedWithoutBeingQuoted() throws Exception {
    Path secret = folder.resolve("secret");
    for (String url : List.of("http://hooks.example.test/T0KEN", "https://u:T0KEN@a.test/")) {
      Ran ran =
          run(
              "--list",
              list(lab.endpoint()),
              "--webhook",
              url,
              "--webhook-secret-file",
              secret.toString());
      assertThat(ran.status()).isEqualTo(2);
      assertThat(ran.err()).contains("--webhook: ").doesNotContain("T0KEN");
    }
  }
}
