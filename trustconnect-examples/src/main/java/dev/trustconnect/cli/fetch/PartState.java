package dev.trustconnect.cli.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The state stored beside a part, so that a later run can resume it.
 *
 * @param url the fingerprint of the requested URL; the URL itself may contain a token
 * @param version the version that the bytes belong to
 * @param bytes how many of the part's bytes are valid
 * @param sha256 the SHA-256 of those bytes in lower-case hex
 */
record PartState(String url, Version version, long bytes, String sha256) {
  /** The first line; change it when the format changes. */
  private static final String FORMAT = "trustconnect-fetch-part 1";

  /** Far more than a state needs; a larger file isn't one. */
  private static final int MAX_BYTES = 4096;

  private static final String HASH = "([0-9a-f]{64})";
  private static final Pattern SYNTAX =
      Pattern.compile(
          FORMAT
              + "\nurl "
              + HASH
              + "\nsource "
              + HASH
              + "\n"
              + "validator ([\\x20-\\x7E]{1,256})\n"
              + "total (-1|\\d{1,18})\n"
              + "bytes (\\d{1,18})\n"
              + "sha256 "
              + HASH
              + "\n");
  private static final Pattern SEALED =
      Pattern.compile("(.*\n)check " + HASH + "\n", Pattern.DOTALL);

  /**
   * The text of the file. Its last line is the hash of the others, so that an incomplete file is
   * noticed.
   */
  private String text() {
    String lines =
        String.format(
            "%s%nurl %s%nsource %s%nvalidator %s%ntotal %d%nbytes %018d%nsha256 %s%n"
                .replace("%n", "\n"),
            FORMAT,
            url,
            version.source(),
            version.validator(),
            version.total(),
            bytes,
            sha256);
    return lines + "check " + Sha256.of(lines) + "\n";
  }

  /** Writes it to {@code file}, replacing the earlier state, in one write. */
  void write(Path file) throws IOException {
    try (var channel =
        Files.newByteChannel(
            file, java.util.Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer text = ByteBuffer.wrap(text().getBytes(StandardCharsets.US_ASCII));
      long length = text.remaining();
      while (text.hasRemaining()) {
        int unused = channel.write(text);
      }
      var unused = channel.truncate(length);
    }
  }

  /**
   * Reads the state from {@code file}; empty if it is incomplete, of another version or something
   * else.
   */
  static Optional<PartState> read(Path file) {
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? Optional.empty()
          : parse(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  static Optional<PartState> parse(String text) {
    Matcher sealed = SEALED.matcher(text);
    if (!sealed.matches() || !Sha256.of(sealed.group(1)).equals(sealed.group(2))) {
      return Optional.empty();
    }
    Matcher syntax = SYNTAX.matcher(sealed.group(1));
    if (!syntax.matches() || !Validator.canBeSent(syntax.group(3))) {
      return Optional.empty();
    }
    return Optional.of(
        new PartState(
            syntax.group(1),
            new Version(syntax.group(3), Long.parseLong(syntax.group(4)), syntax.group(2)),
            Long.parseLong(syntax.group(5)),
            syntax.group(6)));
  }
}
