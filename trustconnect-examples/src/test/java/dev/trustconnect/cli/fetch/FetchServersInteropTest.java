package dev.trustconnect.cli.fetch;

import static dev.trustconnect.cli.lab.EndpointLab.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code fetch} against nginx and lighttpd, and its files beside those of curl. */
class FetchServersInteropTest {
  private static final byte[] LARGE = new byte[3_000_000];
  private static final byte[] OTHER = new byte[2_000_000];

  @TempDir private static Path files;
  private static EndpointLab names;

  @TempDir private Path folder;
  private RealServer server;

  @BeforeAll
  static void start() throws IOException {
    new Random(1).nextBytes(LARGE);
    new Random(2).nextBytes(OTHER);
    names = new EndpointLab(files);
  }

  @AfterAll
  static void stop() {
    names.close();
  }

  @AfterEach
  void end() {
    if (server != null) {
      server.close();
    }
  }

  private void serves(RealServer.Kind kind) throws Exception {
    server = RealServer.start(kind, names.identity, folder);
    Files.write(server.root().resolve("lib.jar"), LARGE);
    Files.write(server.root().resolve("slow.jar"), LARGE);
    Files.writeString(server.root().resolve("text.txt"), "text ".repeat(10_000));
  }

  private Path out() {
    return folder.resolve("target").resolve("out");
  }

  private Ran fetch(String path, String... more) throws IOException {
    Files.createDirectories(out().getParent());
    List<String> all =
        new ArrayList<>(List.of("--json", "-o", out().toString(), server.url(HOST, path)));
    all.addAll(List.of(more));
    return names.run("fetch", names.policy(), all.toArray(String[]::new));
  }

  private void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(out().getParent())) {
      assertThat(left).isEmpty();
    }
  }

  private void isThere(Ran ran, byte[] content) throws IOException {
    assertThat(ran.status()).as(ran.out() + ran.err()).isZero();
    assertThat(Files.readAllBytes(out())).isEqualTo(content);
    try (Stream<Path> left = Files.list(out().getParent())) {
      assertThat(left).containsExactly(out());
    }
  }

  /** Fetches slowly, and kills the worker that sends when some of it is there. */
  private Ran cutByAKilledWorker(String path) throws Exception {
    Files.createDirectories(out().getParent());
    while (true) {
      CompletableFuture<Ran> fetched = CompletableFuture.supplyAsync(() -> fetchNow(path));
      if (FetchProcess.awaitPart(out().getParent(), 1, () -> !fetched.isDone())) {
        server.killWorkers();
      }
      Ran ran = fetched.get(120, TimeUnit.SECONDS);
      if (ran.status() != 0) {
        return ran;
      }
      Files.delete(out()); // it was there before the worker was killed
    }
  }

  private Ran fetchNow(String path) {
    try {
      return fetch(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(RealServer.Kind.class)
  void wholeFileArrives(RealServer.Kind kind) throws Exception {
    serves(kind);

    isThere(fetch("/lib.jar"), LARGE);
    isThere(fetch("/text.txt"), Files.readAllBytes(server.root().resolve("text.txt")));
  }

  @ParameterizedTest
  @EnumSource(RealServer.Kind.class)
  void missingFileHasItsStatus(RealServer.Kind kind) throws Exception {
    serves(kind);

    assertThat(fetch("/none").status()).isEqualTo(4);
    nothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(RealServer.Kind.class)
  void whatAKilledWorkerCutShortIsResumed(RealServer.Kind kind) throws Exception {
    serves(kind);
    Ran cut = cutByAKilledWorker("/slow.jar");
    assertThat(cut.status()).as(cut.out() + cut.err()).isEqualTo(3);
    assertThat(out()).doesNotExist();

    Ran ran = fetch("/slow.jar");

    assertThat(ran.json().get(0).path("resumedFrom").asLong()).isPositive();
    isThere(ran, LARGE);
  }

  @ParameterizedTest
  @EnumSource(RealServer.Kind.class)
  void anotherVersionIsReadFromTheStart(RealServer.Kind kind) throws Exception {
    serves(kind);
    assertThat(cutByAKilledWorker("/slow.jar").status()).isEqualTo(3);
    Files.write(server.root().resolve("slow.jar"), OTHER);

    Ran ran = fetch("/slow.jar");

    assertThat(ran.json().get(0).path("resumedFrom").asLong()).isZero();
    isThere(ran, OTHER);
  }

  /** Both compress text for a client that doesn't ask for its own bytes; ours does. */
  @ParameterizedTest
  @EnumSource(RealServer.Kind.class)
  void compressionIsNotAskedFor(RealServer.Kind kind) throws Exception {
    serves(kind);
    assertThat(
            server.curl("-H", "accept-encoding: gzip", "-D", "-", "-o", "/dev/null", "/text.txt"))
        .containsIgnoringCase("content-encoding: gzip");

    isThere(fetch("/text.txt"), Files.readAllBytes(server.root().resolve("text.txt")));
  }

  @ParameterizedTest
  @EnumSource(RealServer.Kind.class)
  void bodyThatIsCompressedAllTheSameIsRefused(RealServer.Kind kind) throws Exception {
    serves(kind);
    Files.createDirectories(server.root().resolve("coded"));
    Files.write(server.root().resolve("coded/a.txt"), LARGE);

    Ran ran = fetch("/coded/a.txt");

    assertThat(ran.status()).as(ran.out()).isEqualTo(1);
    assertThat(ran.out()).contains("content coding gzip");
    nothingIsLeft();
  }

  /** RFC 9112 §9.8: neither length nor chunks, so that only close_notify tells the end. */
  @Test
  void bodyThatEndsWithItsConnectionIsWholeUnlessTheWorkerDies() throws Exception {
    serves(RealServer.Kind.NGINX);
    try (EndlessUpstream upstream = new EndlessUpstream(server.upstreamPort())) {
      Ran cut = cutByAKilledWorker("/stream");
      assertThat(cut.status()).as(cut.out()).isEqualTo(3);
      assertThat(cut.out()).contains("close_notify");
      nothingIsLeft();
      upstream.endsFromNowOn();

      isThere(fetch("/stream"), EndlessUpstream.BODY);
    }
  }

  @Test
  void modesAndLinksAreThoseOfCurl() throws Exception {
    serves(RealServer.Kind.NGINX);
    for (String before :
        List.of(
            "true",
            "echo old > $OUT; chmod 604 $OUT",
            "echo old > $OUT; chmod 755 $OUT",
            "echo old > $OUT.real; chmod 640 $OUT.real; ln -s out.real $OUT",
            "ln -s out.real $OUT",
            "mkdir $OUT",
            "ln -s no/where $OUT")) {
      List<String> curls = prepared(before);
      String curl = server.curl("-o", out().toString(), "/lib.jar");
      curls.addAll(listing());
      List<String> ours = prepared(before);
      Ran ran = fetch("/lib.jar");
      ours.addAll(listing());

      assertThat(ours).as(before + "\n" + curl + ran.out() + ran.err()).isEqualTo(curls);
    }
  }

  private List<String> prepared(String script) throws Exception {
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", "rm -rf \"$DIR\"; mkdir \"$DIR\"; " + script);
    shell.environment().put("DIR", out().getParent().toString());
    shell.environment().put("OUT", out().toString());
    assertThat(shell.start().waitFor()).isZero();
    return new ArrayList<>();
  }

  private List<String> listing() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> there = Files.list(out().getParent())) {
      for (Path file : there.sorted().toList()) {
        lines.add(
            file.getFileName()
                + " "
                + PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
                + (Files.isSymbolicLink(file)
                    ? " -> " + Files.readSymbolicLink(file)
                    : Files.isDirectory(file) ? " folder" : " " + Files.size(file)));
      }
    }
    return lines;
  }
}
