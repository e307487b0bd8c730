package dev.trustconnect.cli.lock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.Dnssec;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

class LockCommandTest {
  private static final String HOST = EndpointLab.HOST;

  @TempDir private Path folder;
  private EndpointLab lab;
  private Path file;
  private Path policy;
  private String endpoint;

  @BeforeEach
  void open() throws IOException {
    lab = new EndpointLab(folder);
    file = folder.resolve("trustconnect.lock");
    policy = lab.policy();
    endpoint = HOST + ":" + lab.peer.port();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private Ran lock(String... more) {
    List<String> all = new ArrayList<>(List.of("--file", file.toString(), "--timeout", "1m"));
    all.addAll(List.of(more));
    return lab.run("lock", policy, all.toArray(String[]::new));
  }

  private Ran check(String... more) {
    List<String> all = new ArrayList<>(List.of("--check", "--confirm-after", "1ms"));
    all.addAll(List.of(more));
    return lock(all.toArray(String[]::new));
  }

  /** At the address and port of the endpoint, which has gone. */
  private TlsPeer instead(TestCa.Identity identity, String... protocols) {
    lab.peer.close();
    return TlsPeer.builder(identity)
        .address("127.0.1.10")
        .port(lab.peer.port())
        .protocols(protocols)
        .start();
  }

  private TlsPeer interceptor() {
    return instead(TestCa.create("Proxy Root,O=Proxy Maker").server(HOST), "TLSv1.3");
  }

  @Test
  void theFirstRunShowsEveryFactAndThatOnePlaceSawThem() throws IOException {
    Ran ran = lock(endpoint);
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).isEqualTo(Files.readString(file));
    assertThat(ran.out())
        .contains("  " + endpoint + ":\n    name:\n      verdict: SECURE\n")
        .contains("      ds: [\"13/2\"]\n")
        .contains("      operators: [example.test]\n")
        .contains("      networks: [127.0.1.0/24]\n")
        .contains("      authorities: [\"Usual Test CA\"]\n");
    assertThat(ran.err()).contains("as seen from one place");
    assertThat(LockState.beside(file)).exists();
    assertThat(lab.peer.requests()).isEmpty();
  }

  @Test
  void anUnchangedEndpointPassesAndNothingIsWritten() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    String written = Files.readString(file);
    String state = Files.readString(LockState.beside(file));
    Ran ran = check("--strict");
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).isEqualTo("1 endpoint: 0 alerts, 0 notices, 0 not judged\n");
    assertThat(ran.err()).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(written);
    assertThat(Files.readString(LockState.beside(file))).isEqualTo(state);
  }

  @Test
  void aLockedEndpointIsNotWrittenAgain() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    String written = Files.readString(file);
    try (TlsPeer other = interceptor()) {
      Ran ran = lock(endpoint);
      assertThat(ran.status()).isZero();
      assertThat(ran.err()).contains("is locked already");
      assertThat(Files.readString(file)).isEqualTo(written);
      assertThat(other.connections()).isZero();
    }
  }

  @Test
  void anAlertIsADiffAndFails() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    String written = Files.readString(file);
    String state = Files.readString(LockState.beside(file));
    try (TlsPeer proxy = interceptor()) {
      Ran ran = check();
      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.out())
          .contains(endpoint + "\n  ALERT   drift.authority-new\n")
          .contains("    - authorities: [\"Usual Test CA\"]\n")
          .contains("    + authorities: [\"Proxy Maker\"]\n")
          .contains("1 endpoint: 1 alert, 0 notices, 1 not judged\n");
      assertThat(proxy.connections()).isEqualTo(2);
      assertThat(proxy.requests()).isEmpty();
    }
    assertThat(Files.readString(file)).isEqualTo(written);
    assertThat(Files.readString(LockState.beside(file))).isEqualTo(state);
  }

  @Test
  void aNoticeFailsOnlyIfThatIsWanted() {
    assertThat(lock(endpoint).status()).isZero();
    try (TlsPeer older = instead(lab.identity, "TLSv1.2")) {
      Ran ran = check();
      assertThat(ran.status()).isZero();
      assertThat(ran.out()).contains("  NOTICE  drift.protocol-older\n    - protocol: TLSv1.3\n");
      assertThat(check("--strict").status()).isEqualTo(1);
      assertThat(older.requests()).isEmpty();
    }
  }

  @Test
  void anAlertThatASecondUpstreamDoesNotSeeIsLeftOut() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    SignedWorld replaced =
        lab.internet
            .world()
            .harm(
                Harm.resign(
                    "example.test",
                    Type.NS,
                    records ->
                        List.of(
                            new NSRecord(
                                records.get(0).getName(),
                                DClass.IN,
                                3600,
                                Name.fromConstantString("ns1.elsewhere.test.")))));
    try (LoopbackDoh other =
        LoopbackDoh.start(
            query ->
                replaced.answer(query.getQuestion().getName(), query.getQuestion().getType()))) {
      other.ca().writePem(folder.resolve("other.pem"));
      String servers = Files.readString(policy);
      Files.writeString(
          policy,
          servers.replace(
              "upstreams: [", "upstreams: [{url: \"" + other.url() + "\", roots: other.pem}, "));
      Ran ran = check();
      assertThat(ran.out()).isEqualTo("1 endpoint: 0 alerts, 0 notices, 0 not judged\n");
      assertThat(ran.err()).contains("1 alert of the first look left out");
      assertThat(ran.status()).isZero();
    }
  }

  @Test
  void aBrokenNameIsNotJudged() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    String written = Files.readString(file);
    lab.internet.harm(Harm.expire(HOST, Type.A));
    Ran ran = check();
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out())
        .contains("not judged " + endpoint + " name: BOGUS [dnssec.signature-expired]");
    assertThat(Files.readString(file)).isEqualTo(written);

    assertThat(lock("--update", endpoint, "--because", "x").status()).isEqualTo(3);
    assertThat(Files.readString(file)).isEqualTo(written);
  }

  @Test
  void anEndpointThatCannotBeJudgedIsNotLocked() {
    lab.peer.close();
    Ran ran = lock(endpoint);
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("not judged: " + endpoint + " tls: ");
    assertThat(file).doesNotExist();
  }

  @Test
  void anUpdateOfAFieldAddsWhatIsSeenAndTheReason() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    try (TlsPeer older = instead(lab.identity, "TLSv1.2")) {
      Ran ran = lock("--update", endpoint + ":protocol", "--because", "old balancer, OPS-7");
      assertThat(ran.status()).isZero();
      assertThat(ran.out())
          .isEqualTo(
              "- protocol: TLSv1.3\n+ protocol: TLSv1.2\n+ because: \"old balancer, OPS-7\"\n");
      assertThat(check("--strict").status()).isZero();
      assertThat(older.requests()).isEmpty();
    }
  }

  @Test
  void anUpdateThatNamesNothingKnownIsRefused() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    String written = Files.readString(file);
    assertRefused(lock("--update", endpoint), "--update needs --because");
    assertRefused(
        lock("--update", endpoint + ":colour", "--because", "x"),
        "no field 'colour'; the fields are: verdict, zone");
    assertRefused(
        lock("--update", "none.example.test", "--because", "x"), "none.example.test:443 isn't in");
    assertRefused(
        lock("--update", endpoint, "--because", "a\u001b[2Jb"), "U+001B, which can't be shown");
    assertRefused(check("none.example.test"), "none.example.test:443 isn't in");
    assertRefused(
        CommandLab.run("", "lock", "--file", file.toString()),
        "give a HOST, --policy FILE or --check");
    assertThat(Files.readString(file)).isEqualTo(written);
  }

  private static void assertRefused(Ran ran, String why) {
    assertThat(ran.err()).contains(why);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void aLockThatCannotBeReadIsRefused() throws IOException {
    assertRefused(check(), "no such file");
    Files.writeString(file, "lock: 2\nendpoints: {}\n");
    assertRefused(check(), file + ":1:7: lock: '2' isn't supported");
    Files.writeString(file, "lock: 1\nendpoints:\n  " + endpoint + ":\n    nam: {}\n");
    assertRefused(lock(endpoint), ":4:5: endpoints." + endpoint + ".nam: no such field");
    Files.writeString(file, "<html>");
    assertRefused(lock("--policy-from"), file + ":1:1");
  }

  @Test
  void optionsThatExcludeEachOtherAreRefused() {
    assertRefused(lock("--check", "--policy-from"), "--check and --policy-from exclude each other");
    assertRefused(lock("--merge", "x", "a.example"), "--merge takes no HOST");
    assertRefused(lock("--strict", "a.example"), "--strict is for --check");
    assertRefused(
        check("--format", "xml"), "'xml' isn't a format; give one of text, json, sarif, junit");
  }

  @Test
  void mergingAddsWhatAnotherPlaceSees() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    Path other = folder.resolve("other.lock");
    Files.writeString(other, Files.readString(file).replace("127.0.1.0/24", "203.0.113.0/24"));
    Ran ran = lock("--merge", other.toString());
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .isEqualTo("- networks: [127.0.1.0/24]\n+ networks: [127.0.1.0/24, 203.0.113.0/24]\n");
    assertThat(Files.readString(file)).contains("networks: [127.0.1.0/24, 203.0.113.0/24]");
    assertThat(folder.resolve("trustconnect.lock.new")).doesNotExist();
  }

  @Test
  void aPolicyTakesNoSyntaxFromTheLock() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    String known = Files.readString(file);
    String aliases = "aliases: [\"com] #\", \"a, net\", cdn.test]";
    Files.writeString(file, known.replace("aliases: []", aliases));
    Ran ran = lock("--policy-from");
    assertThat(ran.out())
        .contains("    # no host name, so not among aliasOwners: com] #\n")
        .contains("    aliasOwners: [cdn.test, example.test]\n");

    Files.writeString(
        file,
        known
            .replace("aliases: []", "aliases: [\"a, net\"]")
            .replace("zone: example.test", "zone: \"b, net\""));
    assertThat(lock("--policy-from").out()).contains("    aliasOwners: [" + HOST + "]\n");
  }

  @Test
  void aPolicyIsMadeFromTheLock() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    TestCa backup = TestCa.create("Second Root");
    TrustLock locked = TrustLock.read(file);
    Files.writeString(
        file,
        locked
            .toText()
            .replace("aliases: []", "aliases: [cdn.test]")
            .replace("roots: [", "roots: [\"" + TestCa.pin(backup.certificate()) + "\", "));
    Ran ran = lock("--policy-from");
    assertThat(ran.status()).isZero();
    Path made = Files.writeString(folder.resolve("made.yaml"), ran.out());
    EndpointPolicy entry = PolicyFile.read(made).policies().policies().iterator().next();
    assertThat(entry.dnssec()).isEqualTo(Dnssec.REQUIRE_SECURE);
    assertThat(entry.aliasOwners()).hasToString("[cdn.test, example.test]");
    assertThat(entry.pins().orElseThrow().pins())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(
            "issuer:" + TestCa.pin(backup.certificate()),
            "issuer:" + TestCa.pin(lab.internet.ca().certificate()));
  }

  @Test
  void withoutABackupThePolicyHasNoPinsAndSaysWhy() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    Ran ran = lock("--policy-from");
    assertThat(ran.out()).contains("# no pins: sha256/").doesNotContain("pinsExpire");
    Path made = Files.writeString(folder.resolve("made.yaml"), ran.out());
    assertThat(PolicyFile.read(made).policies().policies()).hasSize(1);
  }

  @Test
  void jsonHasEveryKey() {
    assertThat(lock(endpoint).status()).isZero();
    try (TlsPeer proxy = interceptor()) {
      Ran ran = check("--format", "json");
      assertThat(ran.status()).isEqualTo(1);
      JsonNode line = ran.json().get(0);
      assertThat(line.get("schema").asText()).isEqualTo("trustconnect.lock/1");
      JsonNode change = line.get("changes").get(0);
      assertThat(change.get("endpoint").asText()).isEqualTo(endpoint);
      assertThat(change.get("kind").asText()).isEqualTo("drift.authority-new");
      assertThat(change.get("weight").asText()).isEqualTo("alert");
      assertThat(change.get("after").asText()).isEqualTo("[\"Proxy Maker\"]");
      assertThat(line.get("notJudged")).hasSize(1);
      assertThat(line.get("vantage").isNull()).isTrue();
      assertThat(proxy.requests()).isEmpty();
    }
  }

  @Test
  void answerIsLockedWithGetAndItsChangeIsANotice() throws IOException {
    lab.peer.answer("/", 404, Map.of("Content-Type", "application/json; x=1"), "{}");
    assertThat(lock("--get", endpoint).status()).isZero();
    assertThat(Files.readString(file))
        .contains("    http:\n      status: 4xx\n      type: application/json\n");
    assertThat(lab.peer.requests()).hasSize(1);
    Ran healthy = check("--get", "--strict");
    assertThat(healthy.status()).isZero();
    assertThat(healthy.err()).isEmpty();

    lab.peer.answer("/", 200, Map.of("Content-Type", "text/html"), "for sale");
    Ran changed = check("--get");
    assertThat(changed.status()).isZero();
    assertThat(changed.out())
        .contains("NOTICE  drift.answer-changed")
        .contains("- status: 4xx", "+ status: 2xx", "+ type: text/html");
    assertThat(check("--get", "--strict").status()).isEqualTo(1);

    Ran accepted = lock("--get", "--update", endpoint + ":status", "--because", "it is meant");
    assertThat(accepted.status()).isZero();
    assertThat(accepted.out()).contains("2xx");
  }

  @Test
  void lockedAnswerIsNeitherComparedNorLostWithoutGet() throws IOException {
    lab.peer.answer("/", 404, Map.of(), "");
    assertThat(lock("--get", endpoint).status()).isZero();
    String written = Files.readString(file);

    Ran compared = check();
    assertThat(compared.status()).isZero();
    assertThat(compared.err())
        .contains("the lock has the HTTP answers of 1 endpoint; they are compared only with --get");
    Ran updated = lock("--update", endpoint, "--because", "a reason");
    assertThat(updated.status()).isEqualTo(2);
    assertThat(updated.err()).contains("add --get, or that would be lost");
    assertThat(Files.readString(file)).isEqualTo(written);
    assertThat(lab.peer.requests()).as("that of the first run").hasSize(1);
  }

  @Test
  void answerThatDoesNotComeIsNotLocked() {
    lab.peer.close();
    Ran ran = lock("--get", endpoint);
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.err()).contains("not judged: " + endpoint + " http: no answer");
    assertThat(file).doesNotExist();
  }
}
