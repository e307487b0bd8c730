package dev.trustconnect.examples.recipes;

import dev.trustconnect.testing.contract.IdentityContract;
import java.util.stream.Stream;

/** Client certificates of the recipes for HTTP clients. */
class RecipeIdentitiesTest extends IdentityContract {

  static Stream<Row> rows() {
    return Stream.of(
        Row.whole("Feign", (trust, base) -> of(RecipeCallers.feign(trust))),
        Row.whole("Azure", (trust, base) -> of(RecipeCallers.azure(trust))),
        Row.whole("Ktor", (trust, base) -> of(RecipeCallers.ktor(trust))),
        new Row("Jetty", false, true, (trust, base) -> of(RecipeCallers.jetty(trust))),
        new Row(
            "AWS SDK, asynchronous",
            false,
            true,
            (trust, base) -> of(RecipeCallers.awsAsync(trust))));
  }

  private static Caller of(RecipeCallers.Caller caller) {
    return new Caller() {
      @Override
      public Reply call(String url) throws Exception {
        return Reply.of(caller.call(url));
      }

      @Override
      public void close() {
        caller.close();
      }
    };
  }
}
