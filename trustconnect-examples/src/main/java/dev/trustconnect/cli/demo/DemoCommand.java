package dev.trustconnect.cli.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustconnect.cli.option.ProgramVersion;
import dev.trustconnect.cli.terminal.JsonText;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.demo.Played;
import dev.trustconnect.demo.Scene;
import dev.trustconnect.demo.Scenes;
import dev.trustconnect.demo.Theatre;
import dev.trustconnect.finding.TrustRefusal;
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
    if (list) {
      scenes.forEach(scene -> terminal.out().print(listed(scene)));
      return 0;
    }
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

  private List<Scene> chosen() {
    List<Scene> all = this.all.get();
    for (String name : names) {
      if (all.stream().noneMatch(scene -> scene.name().equals(name))) {
        throw new ParameterException(
            spec.commandLine(),
            "no scene '"
                + name
                + "'. There are: "
                + all.stream().map(Scene::name).collect(Collectors.joining(", ")));
      }
    }
    return all.stream().filter(scene -> names.isEmpty() || names.contains(scene.name())).toList();
  }

  private String listed(Scene scene) {
    if (!json) {
      return String.format("%-32s %s%n", scene.name(), scene.title());
    }
    return JsonText.of(
            generator -> {
              generator.writeStringField("scene", scene.name());
              generator.writeStringField("title", scene.title());
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
