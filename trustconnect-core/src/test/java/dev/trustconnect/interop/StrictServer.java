package dev.trustconnect.interop;

import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A real TLS server at 127.0.1.10 that requires a client certificate of one authority. Who has one
 * gets an HTTP answer with the status 200.
 */
record StrictServer(int port, Stop stop) implements AutoCloseable {
  static final String ADDRESS = "127.0.1.10";

  /** Ends the server. */
  @FunctionalInterface
  interface Stop {
    void now() throws Exception;
  }

  /** Which program it is. */
  enum Kind {
    OPENSSL,
    NGINX,
    JETTY
  }

  /**
   * Starts one.
   *
   * @param identity its own certificate
   * @param clients the authority of its clients
   * @param folder gets its files
   */
  static StrictServer start(Kind kind, TestCa.Identity identity, TestCa clients, Path folder)
      throws Exception {
    Files.writeString(folder.resolve("server.pem"), identity.pem());
    clients.writePem(folder.resolve("clients.pem"));
    return switch (kind) {
      case OPENSSL -> openssl(folder);
      case NGINX -> nginx(folder);
      case JETTY -> jetty(identity, clients);
    };
  }

  private static StrictServer openssl(Path folder) throws IOException {
    return openssl(
        folder,
        List.of(
            "-cert",
            "server.pem",
            "-key",
            "server.pem",
            "-CAfile",
            "clients.pem",
            "-Verify",
            "1",
            "-verify_return_error"));
  }

  /** OpenSSL's server with these options; relative files are those of {@code folder}. */
  static StrictServer openssl(Path folder, List<String> options) throws IOException {
    Path log = folder.resolve("openssl.log");
    List<String> arguments =
        new ArrayList<>(List.of("s_server", "-accept", ADDRESS + ":0", "-www"));
    arguments.addAll(options);
    Daemon daemon = Daemon.start(Program.named("openssl"), folder, arguments, "ACCEPT", log);
    for (String line : Files.readAllLines(log)) {
      if (line.startsWith("ACCEPT ")) {
        return new StrictServer(
            Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip()), daemon::close);
      }
    }
    daemon.close();
    throw new IllegalStateException("it names no port: " + Files.readString(log));
  }

  private static StrictServer nginx(Path folder) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket()) {
      free.setReuseAddress(true);
      free.bind(new InetSocketAddress(InetAddress.getByName(ADDRESS), 0));
      port = free.getLocalPort();
    }
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
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
          server {
            listen %s:%d ssl;
            ssl_protocols TLSv1.2 TLSv1.3;
            ssl_certificate server.pem;
            ssl_certificate_key server.pem;
            ssl_client_certificate clients.pem;
            ssl_verify_client on;
            return 200 "$ssl_client_verify";
          }
        }
        """
            .formatted(System.getProperty("user.name"), ADDRESS, port));
    Daemon daemon =
        Daemon.start(
            Program.named("nginx"),
            folder,
            List.of("-p", folder.toString(), "-c", folder.resolve("nginx.conf").toString()),
            "start worker process",
            folder.resolve("nginx.log"));
    return new StrictServer(port, daemon::close);
  }

  private static StrictServer jetty(TestCa.Identity identity, TestCa clients) throws Exception {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    KeyStore keys = empty();
    keys.setKeyEntry(
        "server", identity.key(), new char[0], identity.chain().toArray(new X509Certificate[0]));
    tls.setKeyStore(keys);
    tls.setKeyStorePassword("");
    KeyStore authorities = empty();
    authorities.setCertificateEntry("clients", clients.certificate());
    tls.setTrustStore(authorities);
    tls.setNeedClientAuth(true);
    Handler answering =
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            response.write(true, StandardCharsets.US_ASCII.encode("ok"), callback);
            return true;
          }
        };
    return jetty(tls, answering, ADDRESS);
  }

  /** Jetty with these settings of TLS. */
  static StrictServer jetty(SslContextFactory.Server tls, Handler answering, String address)
      throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, tls);
    connector.setHost(address);
    server.addConnector(connector);
    server.setHandler(answering);
    server.start();
    return new StrictServer(connector.getLocalPort(), server::stop);
  }

  private static KeyStore empty() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  @Override
  public void close() {
    try {
      stop.now();
    } catch (Exception e) {
      throw new IllegalStateException("the server can't be stopped", e);
    }
  }
}
