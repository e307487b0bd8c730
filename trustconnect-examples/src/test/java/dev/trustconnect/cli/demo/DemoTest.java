package dev.trustconnect.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.demo.AuditScene;
import dev.trustconnect.demo.Played;
import dev.trustconnect.demo.Scene;
import dev.trustconnect.demo.Scenes;
import dev.trustconnect.demo.Theatre;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every scene of the demo, and the command that shows them. */
class DemoTest {
  /** Here an ordinary client loses nothing to the rogue: it refuses too, or can't connect. */
  private static final Set<String> HARMLESS =
      Set.of(
          "healthy",
          "pin-rotation",
          "poisoned-self-signed",
          "poisoned-wrong-name",
          "forged-denial");

  private final Theatre theatre = new Theatre();

  static List<String> scenes() {
    return Scenes.ALL.stream().map(Scene::name).toList();
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void rogueGetsNothingFromTrustConnectAndItSaysWhy(String name) {
    Scene scene = Scenes.ALL.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();

    Played ours = theatre.ours(scene);

    assertThat(ours.refusal().map(TrustRefusal::reason).orElse(null)).isEqualTo(scene.wanted());
    assertThat(ours.rogueRequestBytes()).isZero();
    assertThat(ours.secrets()).isEmpty();
    assertThat(ours.isSafe(scene)).isTrue();
  }

  /** Without this the scenes above would prove nothing: there is a rogue, and it would get it. */
  @ParameterizedTest
  @MethodSource("scenes")
  void ordinaryClientShowsThatTheRogueIsReal(String name) {
    Scene scene = Scenes.ALL.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();

    Played ordinary = theatre.ordinary(scene);

    assertThat(ordinary.refusal()).isEmpty();
    if (HARMLESS.contains(name)) {
      assertThat(ordinary.secrets()).isEmpty();
    } else {
      assertThat(ordinary.secrets()).contains("API key");
      assertThat(ordinary.isSafe(scene)).isFalse();
    }
  }

  /** The rogue asks both for their certificates. */
  @Test
  void onlyTheOrdinaryClientGivesItsCertificateToARogue() {
    Scene scene =
        Scenes.ALL.stream().filter(s -> s.name().equals("mtls-dangling")).findFirst().orElseThrow();

    assertThat(theatre.ordinary(scene).secrets())
        .containsExactly("API key", "prompt", "client certificate");
    assertThat(theatre.ours(scene).secrets()).isEmpty();
  }

  @Test
  void sceneIsShownAsALineOfJson() throws IOException {
    Ran ran = CommandLab.run("", "demo", "--scene", "redirect-theft", "--json");

    assertThat(ran.status()).isZero();
    JsonNode line = new ObjectMapper().readTree(ran.out());
    assertThat(line.path("trustconnect").path("reason").asText())
        .isEqualTo("request.credential-elsewhere");
    assertThat(line.path("trustconnect").path("rogueRequestBytes").asInt()).isZero();
    assertThat(line.path("ordinary").path("secrets").toString())
        .isEqualTo("[\"API key\",\"prompt\"]");
    assertThat(ran.out()).doesNotContain("sk-live");
  }

  @Test
  void listNamesEveryScene() {
    Ran ran = CommandLab.run("", "demo", "--list");

    assertThat(ran.status()).isZero();
    assertThat(ran.out().lines().map(line -> line.split(" ")[0])).isEqualTo(listed());
  }

  @Test
  void listIsJsonForMachines() throws IOException {
    Ran ran = CommandLab.run("", "demo", "--list", "--json");

    assertThat(ran.status()).isZero();
    List<String> listed = new ArrayList<>();
    for (String line : ran.out().lines().toList()) {
      listed.add(new ObjectMapper().readTree(line).path("scene").asText());
    }
    assertThat(listed).isEqualTo(listed());
  }

  private static List<String> listed() {
    return Stream.concat(scenes().stream(), Stream.of(AuditScene.NAME)).toList();
  }

  /** The page shows it, with the usual port in place of those of this run. */
  @Test
  void auditIsThePictureOnThePage() throws IOException {
    Ran ran = CommandLab.run("", "demo", "--scene", "audit");

    assertThat(ran.status()).isZero();
    String shown = ran.out().replaceAll("(?m)^(\\S+\\.test):\\d+", "$1:443").strip();
    assertThat(Files.readString(Path.of("README.md"))).contains("```text\n" + shown + "\n```");
  }

  @Test
  void eachAuditedEndpointHasItsFault() throws IOException {
    JsonNode line =
        new ObjectMapper().readTree(CommandLab.run("", "demo", "--scene", "audit", "--json").out());

    assertThat(line.path("endpoints"))
        .extracting(one -> one.path("worst").asText())
        .containsExactly(
            "path.expired",
            "name.alias-dangling",
            "address.special-purpose",
            "dnssec.signature-expired",
            "null");
    assertThat(line.path("endpoints"))
        .extracting(one -> one.path("mayBeCalled").asText())
        .containsExactly("no", "no", "no", "no", "yes, compensated");
  }

  /** The healthy scene, told to end in a refusal that doesn't come. */
  @Test
  void sceneThatGoesWrongIsTheExitStatus() {
    Scene healthy = Scenes.ALL.get(0);
    Scene wrong =
        new Scene(
            "wrong",
            healthy.title(),
            Reason.PIN_NOT_IN_PATH,
            healthy.setting(),
            healthy.policies(),
            healthy.act());
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    int status =
        new CommandLine(
                new DemoCommand(
                    CommandLab.terminal(out, OutputStream.nullOutputStream()),
                    () -> List.of(healthy, wrong)))
            .execute();

    assertThat(status).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("1 of 2 scenes went wrong");
  }

  @Test
  void unknownSceneIsAUsageErrorThatNamesTheOthers() {
    Ran ran = CommandLab.run("", "demo", "--scene", "no-such");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("no scene 'no-such'", "healthy", "ip-literal");
  }
}
