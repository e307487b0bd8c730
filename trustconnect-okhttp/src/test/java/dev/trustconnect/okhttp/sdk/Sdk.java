package dev.trustconnect.okhttp.sdk;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An SDK as an application uses it, and the shape of its provider's API. */
interface Sdk {
  /** The path of a message. */
  String messagePath();

  /** The path of a stream; the same, for some. */
  String streamPath();

  /** Why a redirect of a message to another host is refused: OkHttp itself drops Authorization. */
  Reason whatARedirectWouldTakeAlong();

  /** A message with this text. */
  String message(String text);

  /** An event of a stream with this text. */
  String event(String text);

  /** A client of the SDK, protected as README says. */
  Chat client(TrustConnect trust, String baseUrl, Settings settings);

  /**
   * How the client is set.
   *
   * @param key of the provider
   * @param retries null: as the SDK has it
   * @param timeout null: as the SDK has it
   */
  record Settings(String key, Integer retries, Duration timeout) {
    static Settings of(String key) {
      return new Settings(key, 0, null);
    }

    Settings usualRetries() {
      return new Settings(key, null, timeout);
    }

    Settings timeout(Duration limit) {
      return new Settings(key, retries, limit);
    }
  }

  /** What an application does with it. */
  interface Chat extends AutoCloseable {
    /** The text of the answer to this prompt. */
    String ask(String prompt);

    /** The same, later. */
    CompletableFuture<String> askLater(String prompt);

    /** Hands on each text of the streamed answer as it comes. */
    void stream(String prompt, Consumer<String> text);

    @Override
    void close();
  }
}
