package dev.trustconnect.okhttp.sdk;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A framework as an application uses it, and the shape of the API that it speaks. */
interface Framework extends Sdk {
  /** A message that calls the tool {@code weather} with the city Bern. */
  String toolCall();

  /** What a stream begins with, before its first text. */
  default String opening() {
    return "";
  }

  /** What a stream ends with. */
  default String ending() {
    return "";
  }

  /** Why a redirect to another host is refused; null if it isn't followed at all. */
  @Override
  @Nullable Reason whatARedirectWouldTakeAlong();

  /** Whether the framework's retries repeat a refused request. */
  default boolean retriesRefusals() {
    return false;
  }

  @Override
  Asking client(TrustConnect trust, String baseUrl, Settings settings);

  /** What an application does with it. */
  interface Asking extends Chat {
    /** The text of the last answer, after the model has called {@code weather}. */
    String askWithTool(String prompt, UnaryOperator<String> weather);
  }
}
