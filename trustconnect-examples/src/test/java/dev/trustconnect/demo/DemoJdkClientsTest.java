package dev.trustconnect.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The demo's scenes with the JDK's own clients, protected by {@code TlsKit} alone. They look names
 * up by themselves: the poisoned answers lie in the hosts file this JVM was started with.
 */
class DemoJdkClientsTest {
  /**
   * What TLS never sees: redirects, and names that the client itself doesn't find, or that move
   * while it has a connection. And what these clients never do: use a connection to one host for
   * another.
   */
  private static final Set<String> BEYOND_TLS =
      Set.of(
          "forged-denial",
          "rebinding-metadata",
          "redirect-theft",
          "redirect-interceptor-key",
          "redirect-authenticator-key",
          "redirect-cleartext",
          "session-resumed-elsewhere",
          "coalescing");

  /**
   * The JDK's HttpClient doesn't show its pooled connections, and before JDK 21 it can't be told to
   * end them, which these scenes wait for. What it resumes is in SharedSessionsTest of core.
   */
  private static final Set<String> BEYOND_HTTP_CLIENT =
      Set.of("connection-after-policy-change", "session-after-policy-change");

  private static final List<String> HOSTS =
      List.of("api.example.test", "api.plain.test", "alias.example.test", "local.evil.test");

  private final Theatre theatre = new Theatre();

  @BeforeAll
  static void namesComeFromAFile() {
    assertThat(System.getProperty("jdk.net.hosts.file")).isNotNull();
  }

  static List<String> urlConnectionScenes() {
    return scenesWithout(BEYOND_TLS);
  }

  static List<String> httpClientScenes() {
    List<String> scenes = new ArrayList<>(scenesWithout(BEYOND_TLS));
    scenes.removeAll(BEYOND_HTTP_CLIENT);
    return scenes;
  }

  private static List<String> scenesWithout(Set<String> left) {
    return Scenes.ALL.stream().map(Scene::name).filter(name -> !left.contains(name)).toList();
  }

  @ParameterizedTest
  @MethodSource("urlConnectionScenes")
  void urlConnectionSendsTheRogueNothing(String name) {
    tellsTheRogueNothing(name, UrlConnectionActor::new);
  }

  @ParameterizedTest
  @MethodSource("httpClientScenes")
  void httpClientSendsTheRogueNothing(String name) {
    tellsTheRogueNothing(name, HttpClientActor::new);
  }

  private interface Client {
    Scene.Actor of(TrustConnect trust);
  }

  private void tellsTheRogueNothing(String name, Client client) {
    Scene scene = Scenes.ALL.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();

    Played played =
        theatre.ours(
            scene,
            (stage, trust) -> {
              believe(stage);
              return client.of(trust);
            });

    assertThat(played.refusal().map(TrustRefusal::reason).orElse(null))
        .as("%s", played.failure())
        .isEqualTo(scene.wanted());
    assertThat(played.rogueRequestBytes()).isZero();
    assertThat(played.isSafe(scene)).as("%s", played).isTrue();
  }

  /** From now on this JVM's own resolver believes what the stage's DNS says, unchecked. */
  private static void believe(Stage stage) {
    List<String> lines = new ArrayList<>();
    for (String host : HOSTS) {
      try {
        for (InetAddress address : stage.believed(host)) {
          lines.add(address.getHostAddress() + " " + host);
        }
      } catch (UnknownHostException none) {
        lines.add("# " + host + " has no address");
      }
    }
    try {
      Files.write(Path.of(System.getProperty("jdk.net.hosts.file")), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Not a record: it can hang up. */
  private static final class UrlConnectionActor implements Scene.Actor {
    private final TrustConnect trust;
    private final List<HttpsURLConnection> made = new ArrayList<>();

    private UrlConnectionActor(TrustConnect trust) {
      this.trust = trust;
    }

    @Override
    public void send(String url, String prompt) throws IOException {
      request(url, "x-api-key", Stage.KEY, prompt);
    }

    @Override
    public void look(String url) throws IOException {
      request(url, "x-preparation", "yes", "");
    }

    private void request(String url, String header, String value, String prompt)
        throws IOException {
      HttpsURLConnection connection = (HttpsURLConnection) new URL(url).openConnection();
      made.add(connection);
      connection.setSSLSocketFactory(trust.tls().socketFactory());
      connection.setHostnameVerifier(trust.tls().hostnameVerifier());
      connection.setRequestProperty(header, value);
      if (!prompt.isEmpty()) {
        connection.setDoOutput(true);
        connection.getOutputStream().write(prompt.getBytes(StandardCharsets.UTF_8));
      }
      try (InputStream in = connection.getInputStream()) {
        assertThat(in.readAllBytes()).isNotEmpty();
      }
    }

    @Override
    public void hangUp() {
      made.forEach(HttpsURLConnection::disconnect);
    }

    @Override
    public void change(EndpointPolicy... policies) {
      trust.replacePolicies(policies);
    }

    @Override
    public void leave() {
      hangUp();
    }
  }

  private record HttpClientActor(TrustConnect trust, HttpClient client) implements Scene.Actor {
    HttpClientActor(TrustConnect trust) {
      this(trust, HttpClient.newBuilder().sslContext(trust.tls().context()).build());
    }

    @Override
    public void hangUp() {
      throw new UnsupportedOperationException("the JDK's HttpClient can't hang up before JDK 21");
    }

    @Override
    public void send(String url, String prompt) throws IOException {
      request(
          HttpRequest.newBuilder(URI.create(url))
              .header("x-api-key", Stage.KEY)
              .POST(HttpRequest.BodyPublishers.ofString(prompt))
              .build());
    }

    @Override
    public void look(String url) throws IOException {
      request(HttpRequest.newBuilder(URI.create(url)).header("x-preparation", "yes").build());
    }

    private void request(HttpRequest request) throws IOException {
      try {
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body()).isNotEmpty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }

    @Override
    public void change(EndpointPolicy... policies) {
      trust.replacePolicies(policies);
    }

    @Override
    public void leave() {}
  }
}
