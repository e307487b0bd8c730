package dev.trustconnect.okhttp.sdk;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.okhttp.anthropic.TrustedAnthropic;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** anthropic-java. */
final class AnthropicSdk implements Sdk {
  @Override
  public String messagePath() {
    return "/v1/messages";
  }

  @Override
  public String streamPath() {
    return "/v1/messages";
  }

  @Override
  public Reason whatARedirectWouldTakeAlong() {
    return Reason.REQUEST_BODY_ELSEWHERE;
  }

  @Override
  public String message(String text) {
    return """
    {"id":"msg_1","type":"message","role":"assistant","model":"m","content":\
    [{"type":"text","text":"%s"}],"stop_reason":"end_turn","stop_sequence":null,\
    "usage":{"input_tokens":1,"output_tokens":1}}\
    """
        .formatted(text);
  }

  @Override
  public String event(String text) {
    return """
    event: content_block_delta
    data: {"type":"content_block_delta","index":0,\
    "delta":{"type":"text_delta","text":"%s"}}

    """
        .formatted(text);
  }

  /** What a stream begins with. */
  String opening() {
    return """
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_1","type":"message",\
    "role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,\
    "usage":{"input_tokens":1,"output_tokens":1}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

    """;
  }

  /** What a stream ends with. */
  String ending() {
    return """
    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
    "usage":{"output_tokens":3}}

    event: message_stop
    data: {"type":"message_stop"}

    """;
  }

  /** A message that calls the tool {@code weather} with the city Bern. */
  String toolCall() {
    return """
    {"id":"msg_1","type":"message","role":"assistant","model":"m","content":\
    [{"type":"tool_use","id":"t","name":"weather","input":{"city":"Bern"}}],\
    "stop_reason":"tool_use","stop_sequence":null,\
    "usage":{"input_tokens":1,"output_tokens":1}}\
    """;
  }

  @Override
  public Chat client(TrustConnect trust, String baseUrl, Settings settings) {
    AnthropicOkHttpClient.Builder builder =
        AnthropicOkHttpClient.builder()
            .apiKey(settings.key())
            .baseUrl(baseUrl)
            .addInterceptor(TrustedAnthropic.transport(trust));
    if (settings.retries() != null) {
      builder.maxRetries(settings.retries());
    }
    if (settings.timeout() != null) {
      builder.timeout(settings.timeout());
    }
    return new Asking(builder.build());
  }

  private record Asking(AnthropicClient client) implements Chat {
    private static MessageCreateParams params(String prompt) {
      return MessageCreateParams.builder().model("m").maxTokens(16).addUserMessage(prompt).build();
    }

    private static String text(Message message) {
      return message.content().stream()
          .map(ContentBlock::asText)
          .map(block -> block.text())
          .collect(Collectors.joining());
    }

    @Override
    public String ask(String prompt) {
      return text(client.messages().create(params(prompt)));
    }

    @Override
    public CompletableFuture<String> askLater(String prompt) {
      CompletableFuture<Message> asked = client.async().messages().create(params(prompt));
      return Futures.following(asked, asked.thenApply(Asking::text));
    }

    @Override
    public void stream(String prompt, Consumer<String> text) {
      try (StreamResponse<RawMessageStreamEvent> events =
          client.messages().createStreaming(params(prompt))) {
        events.stream()
            .flatMap(event -> event.contentBlockDelta().stream())
            .flatMap(delta -> delta.delta().text().stream())
            .forEach(delta -> text.accept(delta.text()));
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
