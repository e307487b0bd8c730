package dev.trustconnect.okhttp.sdk;

import dev.trustconnect.testing.contract.IdentityContract;
import java.util.function.UnaryOperator;

/** Client certificates of SDKs and frameworks, which ask a model over OkHttp. */
abstract class SdkIdentityContract extends IdentityContract {
  static final Sdk.Settings SETTINGS = Sdk.Settings.of("none");

  static Row row(String name, Sdk sdk) {
    return Row.whole(
        name,
        (trust, base) -> {
          Sdk.Chat chat = sdk.client(trust, base, SETTINGS);
          return caller(sdk.messagePath(), chat::ask, chat::close);
        });
  }

  /** One that posts to {@code path} of its host. */
  static Caller caller(String path, UnaryOperator<String> ask, Runnable close) {
    return new Caller() {
      @Override
      public Reply call(String url) {
        return Reply.of(ask.apply("hello"));
      }

      @Override
      public String path() {
        return path;
      }

      @Override
      public boolean isForOneHost() {
        return true;
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }
}
