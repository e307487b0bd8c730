package dev.trustconnect.cli.watch;

import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.cli.lab.LineSink;
import dev.trustconnect.watch.WatchSchedule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** {@code trustconnect watch} in this process, before one endpoint. */
final class WatchLab {
  static final String HOST = EndpointLab.HOST;

  final EndpointLab lab;
  final LineSink out = new LineSink();
  final LineSink err = new LineSink();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path folder;
  private CompletableFuture<Integer> running;
  private RunningWatch watch;

  WatchLab(Path folder) throws IOException {
    this.folder = folder;
    this.lab = new EndpointLab(folder);
  }

  String endpoint() {
    return HOST + ":" + lab.peer.port();
  }

  /** A list of these lines. */
  Path list(String... lines) throws IOException {
    return Files.write(folder.resolve("endpoints.txt"), List.of(lines));
  }

  /** A list with the endpoint alone. */
  Path list() throws IOException {
    return list(endpoint());
  }

  /** A second look comes after a second, and handshakes don't wait for each other. */
  static WatchSchedule fast(WatchSchedule schedule) {
    return schedule.withConfirmation(Duration.ofSeconds(1)).withAddressGap(Duration.ZERO);
  }

  /** The arguments after the command's name. */
  String[] arguments(String... more) throws IOException {
    return lab.arguments(null, lab.policy(), more);
  }

  /** Starts it on a free port. */
  WatchLab start(String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("--listen", "127.0.0.1:0"));
    all.addAll(List.of(more));
    String[] arguments = arguments(all.toArray(String[]::new));
    CompletableFuture<RunningWatch> started = new CompletableFuture<>();
    UnaryOperator<WatchSchedule> tuned = WatchLab::fast;
    WatchCommand command =
        new WatchCommand(CommandLab.terminal(out, err), started::complete, tuned);
    running =
        CompletableFuture.supplyAsync(
            () -> new CommandLine(command).execute(arguments), task -> new Thread(task).start());
    CompletableFuture<Void> ended =
        running.thenAccept(
            status ->
                started.completeExceptionally(
                    new AssertionError("ended with " + status + ": " + err.lines())));
    watch = started.get(60, TimeUnit.SECONDS);
    if (ended.isDone()) {
      throw new AssertionError("ended at once: " + err.lines());
    }
    return this;
  }

  RunningWatch watch() {
    return watch;
  }

  String url(String path) {
    return "http://127.0.0.1:" + watch.port() + path;
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Ends it. Returns its status. */
  int end() throws Exception {
    watch.end();
    return running.get(60, TimeUnit.SECONDS);
  }

  void close() throws Exception {
    if (running != null && !running.isDone() && watch != null) {
      end();
    }
    lab.close();
  }
}
