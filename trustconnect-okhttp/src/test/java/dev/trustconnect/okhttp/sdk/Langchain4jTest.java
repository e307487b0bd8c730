package dev.trustconnect.okhttp.sdk;

import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** langchain4j, as it is. */
class Langchain4jTest extends FrameworkContract {
  static Stream<Named<Framework>> frameworks() {
    return Stream.of(
        Named.of("OpenAI", new Langchain4jOpenAi()),
        Named.of("Anthropic", new Langchain4jAnthropic()));
  }
}
