package dev.trustconnect.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The pages that users and maintainers read, by their path from the top. */
final class Documents {
  static final Path TOP = Path.of("..");

  private static final List<String> PAGES =
      List.of(
          "README.md",
          "trustconnect-core/README.md",
          "trustconnect-core/TESTING.md",
          "trustconnect-okhttp/README.md",
          "trustconnect-examples/README.md",
          "trustconnect-examples/BENCHMARKS.md",
          ".github/CONTRIBUTING.md",
          "CHANGELOG.md");

  private Documents() {}

  static Map<String, String> all() throws IOException {
    Map<String, String> pages = new LinkedHashMap<>();
    for (String page : PAGES) {
      pages.put(page, page(page));
    }
    return pages;
  }

  static String page(String path) throws IOException {
    return Files.readString(TOP.resolve(path));
  }

  /** What stands in fences of a language, on one page. */
  static List<String> blocks(String page, String language) throws IOException {
    return between(page(page), "```" + language + "\n", "```");
  }

  /** What stands in fences of a language, on all pages. */
  static List<String> blocks(String language) throws IOException {
    return between(String.join("\n", all().values()), "```" + language + "\n", "```");
  }

  static List<String> between(String text, String begin, String end) {
    return Pattern.compile(begin + "(.*?)" + end, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(block -> block.group(1))
        .toList();
  }
}
