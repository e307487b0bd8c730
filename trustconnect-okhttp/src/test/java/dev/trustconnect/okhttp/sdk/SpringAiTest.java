package dev.trustconnect.okhttp.sdk;

import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Spring AI, as it is. Runs by itself, with the versions of the SDKs that Spring AI names. */
class SpringAiTest extends FrameworkContract {
  static Stream<Named<Framework>> frameworks() {
    return Stream.of(
        Named.of("OpenAI", new SpringAiOpenAi()), Named.of("Anthropic", new SpringAiAnthropic()));
  }
}
