package dev.trustconnect.examples.recipes;

import dev.trustconnect.testing.TestCa;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Debian's PostgreSQL at 127.0.1.13 with TLS, in the foreground, as its user if this is root. */
final class RealPostgres implements AutoCloseable {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final String ADDRESS = "127.0.1.13";
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final int port;

  private RealPostgres(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Where its programs are, if it is installed. */
  static Optional<Path> programs() throws IOException {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions.map(it -> it.resolve("bin")).filter(it -> isIn(it)).sorted().findFirst();
    }
  }

  private static boolean isIn(Path bin) {
    return Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("postgres"));
  }

  /** A server with one user. */
  static RealPostgres start(
      Path bin, TestCa.Identity identity, String user, String password, Path folder)
      throws Exception {
    Path chain =
        file(
            folder,
            "chain.pem",
            identity.chain().stream().map(TestCa::pem).collect(Collectors.joining()));
    Path key =
        file(
            folder,
            "key.pem",
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(identity.key().getEncoded())
                + "\n-----END PRIVATE KEY-----\n");
    Path secret = file(folder, "password", password);
    own(folder);
    Path data = folder.resolve("data");
    Process making =
        run(
            folder,
            List.of(
                bin.resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=" + user,
                "--pwfile=" + secret,
                "--auth=scram-sha-256",
                "--locale=C",
                "--no-sync"));
    String said = new String(making.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (making.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
    Files.writeString(
        data.resolve("pg_hba.conf"),
        "hostssl all all 127.0.0.0/8 scram-sha-256\n",
        StandardOpenOption.TRUNCATE_EXISTING);
    int port = freePort();
    Process process =
        run(
            folder,
            List.of(
                bin.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "--listen_addresses=" + ADDRESS,
                "--port=" + port,
                "--unix_socket_directories=",
                "--fsync=off",
                "--ssl=on",
                "--ssl_cert_file=" + chain,
                "--ssl_key_file=" + key));
    RealPostgres server = new RealPostgres(process, port);
    server.awaitReady();
    return server;
  }

  private static Path file(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    own(file);
    return file;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** PostgreSQL doesn't run as root. */
  private static void own(Path file) throws IOException {
    if (isRoot()) {
      Files.setOwner(
          file,
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
    }
  }

  private static Process run(Path folder, List<String> command) throws IOException {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    whole.addAll(command);
    return new ProcessBuilder(whole).directory(folder.toFile()).redirectErrorStream(true).start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
      return free.getLocalPort();
    }
  }

  private void awaitReady() throws Exception {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              StringBuilder all = new StringBuilder();
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  all.append(line).append('\n');
                  if (line.contains("ready to accept connections")) {
                    ready.complete(null);
                  }
                }
              } catch (IOException e) {
                all.append(e);
              }
              ready.completeExceptionally(new IllegalStateException("it ended: " + all));
            },
            "postgres-output");
    reader.setDaemon(true);
    reader.start();
    try {
      ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("PostgreSQL doesn't end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while PostgreSQL ends", e);
    }
  }
}
