package dev.trustconnect.cli.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.audit.AuditPicture;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.demo.AuditScene;
import dev.trustconnect.demo.Played;
import dev.trustconnect.demo.Scene;
import dev.trustconnect.demo.Scenes;
import dev.trustconnect.demo.Theatre;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.remark.Assessment;
import dev.trustconnect.remark.Remark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code trustconnect demo}: a rogue AI endpoint attacks an ordinary client and one with
 * TrustConnect.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    sortOptions = false,
    header = "Plays attacks on an ordinary client and on one with TrustConnect.",
    customSynopsis = "trustconnect demo [OPTION]...",
    description = {
      "A rogue endpoint tries to get an API key and a prompt, once from an ordinary OkHttp client"
          + " and once from one with TrustConnect. Everything happens in this process, on"
          + " loopback; no network is used.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trustconnect demo",
      "      all scenes",
      "  trustconnect demo --scene redirect-theft",
      "      one scene of those that --list names",
      "  trustconnect demo --scene audit",
      "      five endpoints, each with one fault, as 'trustconnect audit' shows them",
      "",
      "Exit status:",
      "   0  no rogue got anything of a request from the client with TrustConnect",
      "   1  a rogue did, or TrustConnect refused for another reason than it should",
      "   2  the command line is wrong",
      "  70, 74  as for every command, see 'trustconnect --help'"
    })
public final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<List<Scene>> all; // made for this command alone

  @Spec private CommandSpec spec;

  @Option(
      names = "--scene",
      paramLabel = "NAME",
      description = "Only this scene. Several: in the order of --list.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Print the names of all scenes and what happens in them.")
  private boolean list;

  @Option(names = "--json", description = "One line of JSON for each scene.")
  private boolean json;

  public DemoCommand(Terminal terminal) {
    this(terminal, () -> Scenes.ALL);
  }

  @SuppressWarnings("NullAway.Init") // picocli sets spec before anything is called
  public DemoCommand(Terminal terminal, Supplier<List<Scene>> all) {
    this.terminal = terminal;
    this.all = all;
  }

  @Override
  public Integer call() {
    List<Scene> scenes = chosen();
    boolean audits = names.isEmpty() || names.contains(AuditScene.NAME);
    if (list) {
      scenes.forEach(scene -> terminal.out().print(listed(scene.name(), scene.title())));
      if (audits) {
        terminal.out().print(listed(AuditScene.NAME, AuditScene.TITLE));
      }
      return 0;
    }
    int status = scenes.isEmpty() ? 0 : attacks(scenes);
    if (audits) {
      audit();
    }
    return status;
  }

  private int attacks(List<Scene> scenes) {
    int failed = 0;
    Theatre theatre = new Theatre();
    for (Scene scene : scenes) {
      Played ordinary = theatre.ordinary(scene);
      Played ours = theatre.ours(scene);
      failed += ours.isSafe(scene) ? 0 : 1;
      terminal.out().print(json ? line(scene, ordinary, ours) : text(scene, ordinary, ours));
      terminal.out().flush();
    }
    if (!json) {
      terminal.out().println(summary(scenes.size(), failed));
    }
    return failed == 0 ? 0 : 1;
  }

  private void audit() {
    List<Assessment> assessments = AuditScene.play();
    Style style = Style.of(terminal);
    terminal
        .out()
        .print(
            json
                ? audited(assessments)
                : "\n"
                    + style.strong(AuditScene.NAME)
                    + ": "
                    + AuditScene.TITLE
                    + "\n\n"
                    + AuditPicture.of(assessments, style));
    terminal.out().flush();
  }

  private static String audited(List<Assessment> assessments) {
    return JsonText.of(
            generator -> {
              generator.writeStringField("scene", AuditScene.NAME);
              generator.writeStringField("title", AuditScene.TITLE);
              generator.writeArrayFieldStart("endpoints");
              for (Assessment one : assessments) {
                generator.writeStartObject();
                generator.writeStringField("host", one.survey().endpoint().host().toString());
                generator.writeStringField("mayBeCalled", one.mayCall().toString());
                generator.writeStringField("worst", one.worst().map(Remark::id).orElse(null));
                generator.writeEndObject();
              }
              generator.writeEndArray();
            })
        + "\n";
  }

  private List<Scene> chosen() {
    List<Scene> all = this.all.get();
    for (String name : names) {
      boolean isKnown =
          name.equals(AuditScene.NAME) || all.stream().anyMatch(scene -> scene.name().equals(name));
      if (!isKnown) {
        throw new ParameterException(
            spec.commandLine(),
            "no scene '"
                + name
                + "'. There are: "
                + all.stream().map(Scene::name).collect(Collectors.joining(", "))
                + ", "
                + AuditScene.NAME);
      }
    }
    return all.stream().filter(scene -> names.isEmpty() || names.contains(scene.name())).toList();
  }

  private String listed(String name, String title) {
    if (!json) {
      return String.format("%-32s %s%n", name, title);
    }
    return JsonText.of(
            generator -> {
              generator.writeStringField("scene", name);
              generator.writeStringField("title", title);
            })
        + "\n";
  }

  private String text(Scene scene, Played ordinary, Played ours) {
    Style style = Style.of(terminal);
    String detail =
        ours.refusal().map(refusal -> "                " + refusal.getMessage() + "\n").orElse("");
    return style.strong(scene.name())
        + ": "
        + scene.title()
        + "\n"
        + "  ordinary      "
        + row(style, ordinary)
        + "  TrustConnect  "
        + row(style, ours)
        + style.faint(detail)
        + "\n";
  }

  private static String row(Style style, Played played) {
    String got =
        "rogue got "
            + played.rogueRequestBytes()
            + " bytes of request"
            + (played.secrets().isEmpty() ? "" : ": " + String.join(" and ", played.secrets()));
    boolean harmed = played.rogueRequestBytes() > 0;
    return String.format("%-46s", played.outcome())
        + (harmed ? style.bad(got) : style.good(got))
        + "\n";
  }

  private String summary(int count, int failed) {
    Style style = Style.of(terminal);
    return failed == 0
        ? style.good(
            (count == 1 ? "1 scene" : count + " scenes")
                + ": no rogue got anything of a request from the client with TrustConnect")
        : style.bad(failed + " of " + count + " scenes went wrong for TrustConnect");
  }

  private static String line(Scene scene, Played ordinary, Played ours) {
    return JsonText.of(
            generator -> {
              generator.writeStringField("scene", scene.name());
              generator.writeStringField("title", scene.title());
              generator.writeBooleanField("safe", ours.isSafe(scene));
              write(generator, "ordinary", ordinary);
              write(generator, "trustconnect", ours);
            })
        + "\n";
  }

  private static void write(JsonGenerator generator, String name, Played played)
      throws IOException {
    generator.writeObjectFieldStart(name);
    generator.writeStringField("outcome", played.outcome());
    generator.writeStringField(
        "reason", played.refusal().map(TrustRefusal::reason).map(Object::toString).orElse(null));
    generator.writeStringField(
        "message", played.refusal().map(TrustRefusal::getMessage).orElse(null));
    generator.writeNumberField("rogueBytes", played.rogueBytes());
    generator.writeNumberField("rogueRequestBytes", played.rogueRequestBytes());
    generator.writeArrayFieldStart("secrets");
    for (String secret : played.secrets()) {
      generator.writeString(secret);
    }
    generator.writeEndArray();
    generator.writeEndObject();
  }
}
