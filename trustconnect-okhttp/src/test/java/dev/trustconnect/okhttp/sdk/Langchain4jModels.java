package dev.trustconnect.okhttp.sdk;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Models of langchain4j, of any provider. */
record Langchain4jModels(ChatModel model, StreamingChatModel streaming)
    implements Framework.Asking {
  private static final ToolSpecification WEATHER =
      ToolSpecification.builder()
          .name("weather")
          .description("the weather")
          .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
          .build();

  @Override
  public String ask(String prompt) {
    return model.chat(prompt);
  }

  @Override
  public CompletableFuture<String> askLater(String prompt) {
    return CompletableFuture.supplyAsync(() -> ask(prompt), task -> new Thread(task).start());
  }

  @Override
  public String askWithTool(String prompt, UnaryOperator<String> weather) {
    List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from(prompt)));
    while (true) {
      ChatResponse response =
          model.chat(ChatRequest.builder().messages(messages).toolSpecifications(WEATHER).build());
      if (!response.aiMessage().hasToolExecutionRequests()) {
        return response.aiMessage().text();
      }
      messages.add(response.aiMessage());
      for (ToolExecutionRequest call : response.aiMessage().toolExecutionRequests()) {
        messages.add(ToolExecutionResultMessage.from(call, weather.apply(call.arguments())));
      }
    }
  }

  /** What {@code text} throws ends the stream: a listener's own exceptions don't. */
  @Override
  public void stream(String prompt, Consumer<String> text) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    streaming.chat(
        prompt,
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
            try {
              text.accept(part.text());
            } catch (RuntimeException enough) {
              context.streamingHandle().cancel();
              end.completeExceptionally(enough);
            }
          }

          @Override
          public void onCompleteResponse(ChatResponse complete) {
            end.complete(null);
          }

          @Override
          public void onError(Throwable error) {
            end.completeExceptionally(error);
          }
        });
    try {
      end.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw e;
    }
  }

  @Override
  public void close() {}
}
