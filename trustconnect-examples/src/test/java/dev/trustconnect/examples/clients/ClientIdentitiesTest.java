package dev.trustconnect.examples.clients;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.contract.IdentityContract;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Client certificates of the clients in {@link ProtectedClients}. */
class ClientIdentitiesTest extends IdentityContract {

  static Stream<Row> rows() {
    return Stream.of(
        Row.whole("Retrofit", (trust, base) -> any(ProtectedClientsTest.retrofit(trust, base))),
        Row.whole("Apache HttpClient 5", (trust, base) -> apache(ProtectedClients.apache(trust))),
        Row.whole("AWS SDK 2", (trust, base) -> any(ProtectedClientsTest.aws(trust, base))),
        new Row(
            "JDK HttpClient",
            false,
            false,
            (trust, base) -> jdk(ProtectedClients.jdk(trust).build())),
        new Row(
            "TrustedHttpClient",
            false,
            true,
            (trust, base) -> jdk(ProtectedClients.trusted(trust))),
        Row.whole(
            "langchain4j", (trust, base) -> model(ProtectedClientsTest.langchain4j(trust, base))),
        new Row(
            "langchain4j over the JDK's HttpClient",
            false,
            false,
            (trust, base) -> model(ProtectedClientsTest.langchain4jOverJdk(trust, base))),
        Row.whole("HttpsURLConnection", (trust, base) -> urlConnection(trust)));
  }

  private static Caller any(ProtectedClientsTest.Caller caller) {
    return new Caller() {
      @Override
      public Reply call(String url) throws Exception {
        return Reply.of(caller.call(url));
      }

      @Override
      public void close() throws IOException {
        caller.close();
      }
    };
  }

  /** It posts to the one path of a chat. */
  private static Caller model(ProtectedClientsTest.Caller caller) {
    return new Caller() {
      @Override
      public Reply call(String url) throws Exception {
        return Reply.of(caller.call(url));
      }

      @Override
      public String path() {
        return "/v1/chat/completions";
      }

      @Override
      public boolean isForOneHost() {
        return true;
      }
    };
  }

  private static Caller apache(CloseableHttpClient client) {
    return new Caller() {
      @Override
      public Reply call(String url) throws IOException {
        HttpClientContext context = HttpClientContext.create();
        String text =
            client.execute(
                new HttpGet(url), context, answer -> EntityUtils.toString(answer.getEntity()));
        return Reply.of(text, context.getSSLSession());
      }

      @Override
      public void close() throws IOException {
        client.close();
      }
    };
  }

  private static Caller jdk(HttpClient client) {
    return url -> {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofString());
      return Reply.of(response.body(), response.sslSession().orElseThrow());
    };
  }

  private static Caller urlConnection(TrustConnect trust) {
    return url -> {
      HttpsURLConnection connection = ProtectedClients.urlConnection(trust, new URL(url));
      connection.connect();
      try (InputStream in = connection.getInputStream()) {
        var session = connection.getSSLSession().orElseThrow();
        return Reply.of(new String(in.readAllBytes(), StandardCharsets.UTF_8), session);
      }
    };
  }
}
