package dev.trustconnect.cli.fetch;

import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.testing.TestCa;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * nginx or lighttpd at 127.0.1.10, in the foreground, its workers as processes. Sends {@code
 * slow.jar} at a pace, text compressed to who takes it, and what is below {@code coded} as
 * compressed.
 */
final class RealServer implements AutoCloseable {
  private static final String ADDRESS = "127.0.1.10";
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path root;
  private final int port;
  private final int upstreamPort;
  private final Kind kind;

  /** Which server, and whether it speaks HTTP/2. */
  enum Kind {
    NGINX("start worker process"),
    NGINX_HTTP2("start worker process"),
    LIGHTTPD("server started"),
    LIGHTTPD_HTTP2("server started");

    private final String ready;

    Kind(String ready) {
      this.ready = ready;
    }

    private boolean isNginx() {
      return this == NGINX || this == NGINX_HTTP2;
    }
  }

  private RealServer(Kind kind, Process process, Path root, int port, int upstreamPort) {
    this.kind = kind;
    this.process = process;
    this.root = root;
    this.port = port;
    this.upstreamPort = upstreamPort;
  }

  static RealServer start(Kind kind, TestCa.Identity identity, Path folder) throws Exception {
    Path root = Files.createDirectories(folder.resolve("root"));
    Files.writeString(
        folder.resolve("chain.pem"),
        identity.chain().stream().map(TestCa::pem).collect(Collectors.joining()));
    Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(identity.key().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    int port = freePort(InetAddress.getByName(ADDRESS));
    int upstream = freePort(InetAddress.getLoopbackAddress());
    Path configuration =
        Files.writeString(
            folder.resolve("conf"),
            kind.isNginx() ? nginx(kind, folder, port, upstream) : lighttpd(kind, folder, port));
    // lighttpd ends its workers by a signal to its process group: it gets one of its own, or this
    // process would be in it.
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(
        kind.isNginx()
            ? List.of("/usr/sbin/nginx", "-p", folder.toString(), "-c", configuration.toString())
            : List.of("/usr/sbin/lighttpd", "-D", "-f", configuration.toString()));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    awaitReady(process, kind.ready);
    return new RealServer(kind, process, root, port, upstream);
  }

  private static int freePort(InetAddress address) throws IOException {
    try (ServerSocket free = new ServerSocket()) {
      free.setReuseAddress(true);
      free.bind(new InetSocketAddress(address, 0));
      return free.getLocalPort();
    }
  }

  private static String nginx(Kind kind, Path folder, int port, int upstream) {
    String http2 = kind == Kind.NGINX_HTTP2 ? " http2" : "";
    return """
    daemon off;
    user %s;
    worker_processes 1;
    pid nginx.pid;
    error_log stderr notice;
    events { worker_connections 64; }
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      types { text/plain txt; }
      gzip on;
      gzip_types text/plain;
      server {
        listen %s:%d ssl%s;
        ssl_certificate %s/chain.pem;
        ssl_certificate_key %s/key.pem;
        root %s/root;
        location /slow.jar { limit_rate 1m; limit_rate_after 64k; }
        location /coded/ { add_header Content-Encoding gzip; }
        location /stream {
          chunked_transfer_encoding off;
          proxy_buffering off;
          proxy_pass http://127.0.0.1:%d;
        }
      }
    }
    """
        .formatted(
            System.getProperty("user.name"),
            ADDRESS,
            port,
            http2,
            folder,
            folder,
            folder,
            upstream);
  }

  private static String lighttpd(Kind kind, Path folder, int port) {
    return """
    server.modules = ("mod_openssl", "mod_deflate", "mod_setenv")
    server.document-root = "%s/root"
    server.bind = "%s"
    server.port = %d
    server.max-worker = 2
    server.feature-flags = ("server.h2proto" => "%s")
    mimetype.assign = (".txt" => "text/plain", ".jar" => "application/java-archive")
    deflate.mimetypes = ("text/plain")
    deflate.allowed-encodings = ("gzip")
    deflate.cache-dir = ""
    ssl.engine = "enable"
    ssl.pemfile = "%s/chain.pem"
    ssl.privkey = "%s/key.pem"
    $HTTP["url"] =~ "^/slow" { connection.kbytes-per-second = 1000 }
    $HTTP["url"] =~ "^/coded/" {
      setenv.set-response-header = ("Content-Encoding" => "gzip")
      deflate.mimetypes = ()
    }
    """
        .formatted(
            folder,
            ADDRESS,
            port,
            kind == Kind.LIGHTTPD_HTTP2 ? "enable" : "disable",
            folder,
            folder);
  }

  private static void awaitReady(Process process, String ready) throws Exception {
    CompletableFuture<String> started = new CompletableFuture<>();
    StringBuilder printed = new StringBuilder();
    Thread log =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  printed.append(line).append('\n');
                  if (line.contains(ready)) {
                    started.complete(line);
                  }
                }
              } catch (IOException e) {
                started.completeExceptionally(e);
              }
              started.completeExceptionally(new IOException("it ended: " + printed));
            },
            "log of a server");
    log.setDaemon(true);
    log.start();
    try {
      started.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  Path root() {
    return root;
  }

  String url(String host, String path) {
    return "https://" + host + ":" + port + path;
  }

  /** Where nginx looks for the server of {@code /stream}. */
  int upstreamPort() {
    return upstreamPort;
  }

  /** Ends the workers as the kernel does when memory runs out; their parent starts others. */
  void killWorkers() {
    process.children().forEach(ProcessHandle::destroyForcibly);
  }

  /** What curl prints; the last argument is the path. */
  String curl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-sSk"));
    command.addAll(List.of(arguments).subList(0, arguments.length - 1));
    command.addAll(
        List.of(
            "--resolve",
            EndpointLab.HOST + ":" + port + ":" + ADDRESS,
            url(EndpointLab.HOST, arguments[arguments.length - 1])));
    Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int unused = curl.waitFor();
    return printed;
  }

  @Override
  public void close() {
    List<ProcessHandle> workers = process.children().toList();
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    workers.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public String toString() {
    return kind.toString();
  }
}
