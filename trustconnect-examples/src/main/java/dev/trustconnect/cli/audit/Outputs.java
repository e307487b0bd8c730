package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.fetch.OutputFile;
import dev.trustconnect.cli.option.FileTrouble;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a report goes, and in which forms. */
final class Outputs {
  private static final Style PLAIN = new Style(false, true);

  private final List<Output> all;

  /** One document; a null file is standard output. */
  private record Output(AuditFormat format, @Nullable OutputFile file, String name) {}

  private Outputs(List<Output> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Pairs formats and files in order. Nothing is written yet.
   *
   * @param formats none: text
   * @param files none: standard output, for one format; {@code -} is standard output too
   * @throws IllegalArgumentException if they don't pair up, or a file can't be written
   */
  static Outputs of(List<AuditFormat> formats, List<String> files) {
    List<AuditFormat> asked = formats.isEmpty() ? List.of(AuditFormat.TEXT) : formats;
    List<String> names = files.isEmpty() && asked.size() == 1 ? List.of("-") : files;
    if (names.size() != asked.size()) {
      throw new IllegalArgumentException(
          asked.size()
              + (asked.size() == 1 ? " --format and " : " --formats and ")
              + names.size()
              + " -o: give one -o FILE for each --format, in the same order; '-' is standard"
              + " output");
    }
    if (names.stream().filter("-"::equals).count() > 1) {
      throw new IllegalArgumentException("-o -: only one format can go to standard output");
    }
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      outputs.add(new Output(asked.get(i), name.equals("-") ? null : file(name), name));
    }
    return new Outputs(outputs);
  }

  private static OutputFile file(String name) {
    try {
      return OutputFile.of(name);
    } catch (IOException unfit) {
      throw new IllegalArgumentException("-o " + name + ": " + FileTrouble.inWords(unfit), unfit);
    }
  }

  boolean have(AuditFormat format) {
    return all.stream().anyMatch(output -> output.format() == format);
  }

  /** The format on standard output; empty if there is none. */
  Optional<AuditFormat> printed() {
    return all.stream().filter(output -> output.file() == null).map(Output::format).findFirst();
  }

  /** Writes everything; returns false if a file couldn't be written, which is reported. */
  boolean write(Report report, boolean lines, Terminal terminal) {
    boolean written = true;
    for (Output output : all) {
      OutputFile file = output.file();
      Style style = file == null ? Style.of(terminal) : PLAIN;
      String text = output.format().render(report, style, lines);
      if (file == null) {
        terminal.out().print(text);
        terminal.out().flush();
      } else {
        written &= written(file, text, terminal);
      }
    }
    return written;
  }

  private static boolean written(OutputFile file, String text, Terminal terminal) {
    try {
      file.write(text.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException failed) {
      terminal
          .err()
          .println(
              "trustconnect audit: -o "
                  + ShownText.line(file.toString())
                  + " can't be written: "
                  + FileTrouble.inWords(failed));
      return false;
    }
  }
}
