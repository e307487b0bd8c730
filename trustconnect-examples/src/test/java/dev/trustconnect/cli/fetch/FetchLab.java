package dev.trustconnect.cli.fetch;

import static dev.trustconnect.cli.lab.EndpointLab.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** An endpoint whose every byte the test chooses, and {@code fetch} on its way to a folder. */
final class FetchLab implements AutoCloseable {
  static final byte[] WHOLE = "0123456789".repeat(1000).getBytes(StandardCharsets.US_ASCII);
  static final int CUT = 4000;

  final EndpointLab lab;
  final RawPeer peer;
  final Path target;

  /**
   * One more server for this lab, and a new folder inside {@code folder}.
   *
   * @param tlsVersions that it speaks; none: 1.2 and 1.3
   */
  FetchLab(EndpointLab lab, Path folder, String... tlsVersions)
      throws IOException, GeneralSecurityException {
    this.lab = lab;
    target = Files.createTempDirectory(folder, "target");
    peer = new RawPeer(lab.identity, tlsVersions);
  }

  Path out() {
    return target.resolve("lib.jar");
  }

  String url() {
    return peer.url(HOST, "/lib.jar");
  }

  Ran fetch(String... more) throws IOException {
    return fetchTo(out().toString(), more);
  }

  Ran fetchTo(String out, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("-o", out, url()));
    all.addAll(List.of(more));
    return lab.run("fetch", lab.policy(), all.toArray(String[]::new));
  }

  /** A 200 with a length and a strong tag that ends after {@link #CUT} bytes. */
  FetchLab cutOnce(String... fields) {
    peer.then(RawPeer.End.BARE, beginning(), head("200 OK", WHOLE.length, fields));
    return this;
  }

  /** A 200 with all of it. */
  FetchLab thenWhole(String... fields) {
    peer.then(RawPeer.End.NOTIFIED, WHOLE, head("200 OK", WHOLE.length, fields));
    return this;
  }

  /** A 206 with the rest. */
  FetchLab thenRest(String... fields) {
    peer.then(RawPeer.End.NOTIFIED, rest(), head("206 Partial Content", -1, fields));
    return this;
  }

  static String[] head(String status, long length, String... fields) {
    List<String> lines = new ArrayList<>(List.of("HTTP/1.1 " + status));
    if (length >= 0) {
      lines.add("Content-Length: " + length);
    }
    lines.addAll(List.of(fields));
    return lines.toArray(String[]::new);
  }

  static byte[] beginning() {
    return Arrays.copyOf(WHOLE, CUT);
  }

  static byte[] rest() {
    return Arrays.copyOfRange(WHOLE, CUT, WHOLE.length);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  void wholeIsThere() throws IOException {
    assertThat(Files.readAllBytes(out())).isEqualTo(WHOLE);
    assertThat(files()).containsExactly(out());
  }

  void nothingIsThere() throws IOException {
    assertThat(files()).isEmpty();
  }

  List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files.sorted().toList();
    }
  }

  /** The one file that ends so. */
  Path kept(String ending) throws IOException {
    List<Path> found =
        files().stream()
            .filter(file -> file.toString().endsWith(ending))
            .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Override
  public void close() {
    peer.close();
  }
}
