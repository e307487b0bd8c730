package dev.trustconnect.name;

import com.ibm.icu.text.IDNA;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Converts IDNs to A-labels by UTS 46. The only class that needs ICU4J, an optional dependency:
 * linking it may fail.
 */
final class Uts46 {
  private static final int RULES =
      IDNA.NONTRANSITIONAL_TO_ASCII
          | IDNA.NONTRANSITIONAL_TO_UNICODE
          | IDNA.USE_STD3_RULES
          | IDNA.CHECK_BIDI
          | IDNA.CHECK_CONTEXTJ;

  static {
    readWhereItIs();
  }

  private Uts46() {}

  /**
   * Lets this module read ICU4J on the class path. A named module doesn't read the class path (JLS
   * §7.7.5), so linking would end in an {@code IllegalAccessError}, although the class is found.
   */
  private static void readWhereItIs() {
    try {
      Class<?> icu = Class.forName("com.ibm.icu.text.IDNA", false, Uts46.class.getClassLoader());
      Uts46.class.getModule().addReads(icu.getModule());
    } catch (ClassNotFoundException e) {
      // Linking fails as well, and the caller reports that.
    }
  }

  /**
   * The ASCII form of {@code name}.
   *
   * @param shown the name as shown in messages
   * @throws IllegalArgumentException if a rule of UTS 46 §4.1 is broken
   * @throws NoClassDefFoundError if ICU4J is absent
   */
  static String toAscii(String name, String shown) {
    StringBuilder ascii = new StringBuilder();
    IDNA.Info info = new IDNA.Info();
    IDNA.getUTS46Instance(RULES).nameToASCII(name, ascii, info);
    if (info.hasErrors()) {
      throw new IllegalArgumentException(
          shown
              + " isn't a valid internationalised name: "
              + info.getErrors().stream()
                  .map(error -> error.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
    return ascii.toString();
  }
}
