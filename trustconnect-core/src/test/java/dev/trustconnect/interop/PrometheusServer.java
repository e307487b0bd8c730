package dev.trustconnect.interop;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's Prometheus on a free port of loopback, with its files in one folder. */
public final class PrometheusServer implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("msg=\"Listening on\" address=127\\.0\\.0\\.1:([0-9]+)");

  private final Daemon daemon;
  private final Path log;
  private final URI queries;

  // One client: a client for each question leaves its connection open until it is collected, and
  // Prometheus accepts 512 connections; the next question would never be answered.
  private final HttpClient client =
      HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

  private PrometheusServer(Daemon daemon, Path log, int port) {
    this.daemon = daemon;
    this.log = log;
    this.queries = URI.create("http://127.0.0.1:" + port + "/api/v1/query");
  }

  /** Whether this machine has the program. */
  public static boolean installed() {
    return Program.find("prometheus").isPresent();
  }

  /** Starts it with these lines as its configuration. */
  public static PrometheusServer start(Path folder, String... configuration) throws IOException {
    Path file = Files.write(folder.resolve("prometheus.yml"), List.of(configuration));
    Path log = folder.resolve("prometheus.log");
    Daemon daemon =
        Daemon.start(
            Program.named("prometheus"),
            folder,
            List.of(
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:0"),
            "Server is ready to receive web requests",
            log);
    Matcher listening = LISTENING.matcher(Files.readString(log));
    if (!listening.find()) {
      daemon.close();
      throw new IllegalStateException("Prometheus names no port:\n" + Files.readString(log));
    }
    return new PrometheusServer(daemon, log, Integer.parseInt(listening.group(1)));
  }

  /** The answer to a query, in JSON, once there is a series in it. */
  public String await(String query) throws IOException, InterruptedException {
    String text = "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    HttpRequest request = HttpRequest.newBuilder(URI.create(queries + "?" + text)).build();
    while (!daemon.endsSoon()) { // the test's own limit bounds it
      String answer = client.send(request, BodyHandlers.ofString()).body();
      if (!answer.contains("\"result\":[]")) {
        return answer;
      }
    }
    throw new IllegalStateException("Prometheus ended:\n" + Files.readString(log));
  }

  @Override
  public void close() {
    daemon.close();
  }
}
