package dev.trustconnect.okhttp.sdk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

/** A model of Spring AI, of any provider. */
record SpringAiModel(ChatModel model) implements Framework.Asking {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The definition of the tool; the test itself plays the tool. */
  static final ToolCallback WEATHER =
      FunctionToolCallback.builder("weather", (String input) -> input)
          .description("the weather")
          .inputSchema("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}")
          .inputType(String.class)
          .build();

  @Override
  public String ask(String prompt) {
    return model.call(prompt);
  }

  @Override
  public CompletableFuture<String> askLater(String prompt) {
    return CompletableFuture.supplyAsync(() -> ask(prompt), task -> new Thread(task).start());
  }

  @Override
  public String askWithTool(String prompt, UnaryOperator<String> weather) {
    List<Message> messages = new ArrayList<>(List.of(new UserMessage(prompt)));
    while (true) {
      AssistantMessage answer = model.call(new Prompt(messages)).getResult().getOutput();
      if (!answer.hasToolCalls()) {
        return answer.getText();
      }
      messages.add(answer);
      messages.add(
          ToolResponseMessage.builder()
              .responses(
                  answer.getToolCalls().stream()
                      .map(
                          call ->
                              new ToolResponseMessage.ToolResponse(
                                  call.id(), call.name(), weather.apply(call.arguments())))
                      .toList())
              .build());
    }
  }

  @Override
  public void stream(String prompt, Consumer<String> text) {
    model.stream(prompt).filter(part -> !part.isEmpty()).doOnNext(text).blockLast(PATIENCE);
  }

  @Override
  public void close() {}
}
