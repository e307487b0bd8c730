package dev.trustconnect.remark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The page of the catalogue is made from the code. Run with {@code -Dtrustconnect.updateApi=true}
 * to rewrite it.
 */
class CatalogueTest {
  private static final Path PAGE = Path.of("CATALOGUE.md");

  private static final String HEAD =
      """
      # The catalogue

      Everything that `Rules` may remark on about an endpoint, and so `trustconnect audit`. Written by a test from the code: ids are
      added, never renamed. *By*: D DNS, H handshake, N handshake without a server name, L offer of old protocol versions, A other
      addresses, G an HTTP request, P policy, S earlier surveys. O: for the owner of the endpoint, C: for its caller.

      | id | severity | whose | by | what, and what to do | source |
      |---|---|---|---|---|---|
      """;

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Concern concern : Concern.values()) {
      Remedy remedy = concern.remedy();
      page.append("| `")
          .append(concern.id())
          .append('`')
          .append(concern.ids().size() > 1 ? " and " + (concern.ids().size() - 1) + " more" : "")
          .append(" | ")
          .append(lower(concern.severity()))
          .append(
              concern.confidence() == Confidence.PROVEN ? "" : ", " + lower(concern.confidence()))
          .append(" | ")
          .append(lower(concern.whose()))
          .append(" | ")
          .append(concern.measured())
          .append(" | ")
          .append(cell(remedy.what()))
          .append(remedy.owner().isEmpty() ? "" : " O: " + cell(remedy.owner()))
          .append(remedy.caller().isEmpty() ? "" : " C: " + cell(remedy.caller()))
          .append(" | ")
          .append(cell(remedy.source()))
          .append(remedy.tags().isEmpty() ? "" : " " + String.join(" ", remedy.tags()))
          .append(" |\n");
    }
    return page.append(families()).toString();
  }

  /** The ids of the families, which are those of the gates' reasons. */
  private static String families() {
    StringBuilder families =
        new StringBuilder("\nA remark of a family has the code of the reason:\n\n");
    for (Concern concern : Concern.values()) {
      if (concern.ids().size() > 1) {
        families
            .append("* `")
            .append(concern.id())
            .append("`: `")
            .append(String.join("`, `", concern.ids()))
            .append("`\n");
      }
    }
    return families.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Test
  void pageIsMadeFromTheCode() throws IOException {
    if (Boolean.getBoolean("trustconnect.updateApi")) {
      Files.writeString(PAGE, page());
    }

    assertThat(Files.readString(PAGE)).isEqualTo(page());
  }
}
