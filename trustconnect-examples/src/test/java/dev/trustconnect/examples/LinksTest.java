package dev.trustconnect.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Links between the pages lead to a file that is there, and to a heading in it. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  @Test
  void everyLinkWithinTheProjectLeadsSomewhere() throws IOException {
    for (Map.Entry<String, String> page : Documents.all().entrySet()) {
      for (MatchResult link : LINK.matcher(page.getValue()).results().toList()) {
        if (!link.group(1).matches("https?:.*")) {
          check(page.getKey(), link.group(1));
        }
      }
    }
  }

  private static void check(String page, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path from = Documents.TOP.resolve(page).toAbsolutePath().normalize();
    Path to = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();

    assertThat(to).as("%s: %s", page, link).exists();
    if (parts.length == 2) {
      assertThat(headings(to)).as("%s: %s", page, link).contains(parts[1]);
    }
  }

  /** As GitHub spells them: lower case, punctuation dropped, a hyphen for each space. */
  private static Set<String> headings(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
