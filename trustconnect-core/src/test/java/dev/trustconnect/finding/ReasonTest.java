package dev.trustconnect.finding;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {
  private static final Path REASONS = Path.of("src/main/java/dev/trustconnect/finding/Reason.java");

  /** The kinds that the codes of each room may have. */
  private static final Map<String, Set<Kind>> KINDS =
      Map.ofEntries(
          Map.entry("dnssec", Set.of(Kind.BOGUS, Kind.INCONCLUSIVE, Kind.INSECURE, Kind.PROVEN)),
          Map.entry("upstream", Set.of(Kind.UNAVAILABLE)),
          Map.entry("resolve", Set.of(Kind.UNAVAILABLE)),
          Map.entry("name", Set.of(Kind.ADDRESS, Kind.UNAVAILABLE)),
          Map.entry("address", Set.of(Kind.ADDRESS)),
          Map.entry("path", Set.of(Kind.PATH)),
          Map.entry("pin", Set.of(Kind.PIN)),
          Map.entry("identity", Set.of(Kind.IDENTITY)),
          Map.entry("policy", Set.of(Kind.POLICY)),
          Map.entry("gate", Set.of(Kind.CONNECTION)),
          Map.entry("request", Set.of(Kind.REQUEST)));

  private static String declarations;
  private static String main;
  private static String tests;

  @BeforeAll
  static void readSources() throws IOException {
    declarations = Files.readString(REASONS);
    main = sources("main");
    tests = sources("test");
  }

  /** All three modules: some reasons are given and provoked only by the adapter of OkHttp. */
  private static String sources(String set) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String module : new String[] {"core", "okhttp", "examples"}) {
      Path root = Path.of("../trustconnect-" + module, "src", set, "java");
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          if (!file.getParent().endsWith("finding")) {
            text.append(Files.readString(file));
          }
        }
      }
    }
    return text.toString();
  }

  /** {@code pin.not-in-path} is PIN_NOT_IN_PATH; most codes are the validator's, without a room. */
  @ParameterizedTest
  @EnumSource
  void theCodeSpellsTheConstant(Reason reason) {
    String spelt = reason.code().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');

    assertThat(reason.name()).isEqualTo(spelt.replaceFirst("^DNSSEC_", ""));
  }

  @ParameterizedTest
  @EnumSource
  void theKindFitsTheRoom(Reason reason) {
    String room = reason.code().substring(0, reason.code().indexOf('.'));

    assertThat(KINDS.get(room)).as(room).contains(reason.kind());
  }

  /**
   * One line: what it means and what to do; and that trying again helps, if and only if it does.
   */
  @ParameterizedTest
  @EnumSource
  void theJavadocSaysWhatToDo(Reason reason) {
    Matcher line =
        Pattern.compile("\n  /\\*\\* ([^\n]+) \\*/\n  " + reason.name() + "\\(")
            .matcher(declarations);

    assertThat(line.find()).as("one line of Javadoc").isTrue();
    assertThat(line.group(1)).as("two sentences").matches("[A-Z{].+[.] [A-Z].+[.]");
    assertThat(line.group(1).contains("Try again later")).isEqualTo(reason.isTemporary());
  }

  @ParameterizedTest
  @EnumSource
  void someCodeGivesItAndSomeTestProvokesIt(Reason reason) {
    Pattern name = Pattern.compile("\\b" + reason.name() + "\\b");

    assertThat(name.matcher(main).find()).as("given").isTrue();
    assertThat(name.matcher(tests).find()).as("provoked").isTrue();
  }

  @Test
  void onlyWhatIsUnavailableIsTemporary() {
    assertThat(Stream.of(Reason.values()).filter(Reason::isTemporary))
        .isNotEmpty()
        .allSatisfy(reason -> assertThat(reason.kind()).isEqualTo(Kind.UNAVAILABLE));
  }

  /** A retry helps where a server or the network failed, and not where something must be mended. */
  @ParameterizedTest
  @CsvSource({
    "UPSTREAM_TIMEOUT, true",
    "UPSTREAM_UNREACHABLE, true",
    "UPSTREAM_RCODE, true",
    "UPSTREAM_HTTP_STATUS, true",
    "RESOLVE_DEADLINE_EXCEEDED, true",
    "NAME_ANSWER_STALE, true",
    "UPSTREAM_CLOSED, false",
    "UPSTREAM_PIN, false",
    "UPSTREAM_TLS, false",
    "UPSTREAM_ANSWER_NOT_OURS, false",
    "RESOLVE_CANCELLED, false",
    "RESOLVE_INTERNAL, false",
    "WORK_BUDGET_SPENT, false",
    "SIGNATURE_EXPIRED, false",
    "PATH_NOT_YET_VALID, false",
    "PIN_NOT_IN_PATH, false"
  })
  void saysWhetherTryingAgainHelps(Reason reason, boolean temporary) {
    assertThat(reason.isTemporary()).isEqualTo(temporary);
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatItMeansAndWhatToDo(Reason reason) {
    assertThat(reason.explanation()).matches("[A-Z][^\n]+\\. [A-Z][^\n]+\\.");
  }

  @ParameterizedTest
  @EnumSource
  void onlyTwoKindsLeaveItOpen(Kind kind) {
    assertThat(kind.isIndeterminate())
        .isEqualTo(kind == Kind.UNAVAILABLE || kind == Kind.INCONCLUSIVE);
  }

  @Test
  void theMoreTellingIsTheOneDeclaredFirst() {
    Reason first = Reason.SIGNATURE_EXPIRED;
    Reason later = Reason.UPSTREAM_TIMEOUT;

    assertThat(Reason.moreTelling(first, later)).isEqualTo(first);
    assertThat(Reason.moreTelling(later, first)).isEqualTo(first);
    assertThat(later.isMoreTellingThan(later)).isFalse();
    assertThat(Stream.of(Reason.values()).map(reason -> reason.rank() + "").collect(joining(",")))
        .startsWith("0,1,2,");
  }
}
