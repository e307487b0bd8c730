package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/**
 * DNS messages in a file: for each the time it was received, whether a caller asked for it, its
 * length and its bytes. It is read completely or not at all. Since it has the names that were asked
 * for, only its owner may read it.
 */
final class CacheFile {
  private static final byte[] MAGIC = "TrustConnect cache 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final long MAX_FILE_BYTES = 64L << 20;
  private static final int MAX_MESSAGE_BYTES = 65_535;
  private static final int HEAD_BYTES = Integer.BYTES + Long.BYTES + 1;

  /** A message takes far more memory than the thirty bytes that it may have in the file. */
  static final int MAX_MESSAGES = 1 << 17;

  private static final int END = -1;

  private CacheFile() {}

  /** A message of a file. It is parsed on demand, since parsed it takes many times the memory. */
  record Filed(Question question, MessageLog.Entry heard) {
    Instant at() {
      return heard.at();
    }

    boolean sought() {
      return heard.sought();
    }

    Message message() {
      return parsed(heard.wire());
    }
  }

  /** Replaces the file atomically: a concurrent reader sees the old one or the new one. */
  static void write(Path file, Collection<MessageLog.Entry> messages) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " isn't a file");
    }
    Path draft = Files.createTempFile(folder, file.getFileName().toString(), ".new", ownersOnly());
    try {
      try (OutputStream raw = Files.newOutputStream(draft);
          DataOutputStream out = new DataOutputStream(new BufferedOutputStream(raw))) {
        out.write(MAGIC);
        long room = MAX_FILE_BYTES - MAGIC.length - Integer.BYTES;
        int left = MAX_MESSAGES;
        for (MessageLog.Entry heard : messages) {
          if (!isReadable(heard.wire())) {
            continue; // an upstream may send what would make the whole file unreadable
          }
          room -= HEAD_BYTES + heard.wire().length;
          if (room < 0 || --left < 0) {
            break; // the rest will be asked for again
          }
          out.writeInt(heard.wire().length);
          out.writeLong(heard.at().getEpochSecond());
          out.writeBoolean(heard.sought());
          out.write(heard.wire());
        }
        out.writeInt(END);
      }
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static boolean isReadable(byte[] wire) {
    try {
      return wire.length <= MAX_MESSAGE_BYTES && parsed(wire).getQuestion() != null;
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }

  private static Message parsed(byte[] wire) {
    try {
      return new Message(wire);
    } catch (IOException | RuntimeException unreadable) {
      throw new IllegalArgumentException("no DNS message", unreadable);
    }
  }

  private static FileAttribute<?>[] ownersOnly() {
    boolean posix =
        java.nio.file.FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Reads the file.
   *
   * @throws IOException if it can't be read, or isn't whole; names the message where it breaks off
   */
  static List<Filed> read(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(file + ": no regular file"); // a pipe might never say anything
    }
    List<Filed> messages = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (!java.util.Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new IOException(file + ": no cache file of this version");
      }
      long room = MAX_FILE_BYTES - MAGIC.length - Integer.BYTES; // it may grow while it is read
      for (int length = in.readInt(); length != END; length = in.readInt()) {
        room -= HEAD_BYTES + length;
        if (room < 0) {
          throw new IOException(
              file + ": more than " + (MAX_FILE_BYTES >> 20) + " MiB; no cache is");
        }
        if (messages.size() == MAX_MESSAGES) {
          throw new IOException(file + ": more than " + MAX_MESSAGES + " messages; no cache has");
        }
        messages.add(message(in, length, file, messages.size() + 1));
      }
      if (in.read() >= 0) {
        throw new IOException(file + ": has bytes after its end");
      }
    } catch (EOFException cut) {
      throw new IOException(file + ": breaks off after message " + messages.size(), cut);
    }
    return messages;
  }

  private static Filed message(DataInputStream in, int length, Path file, int number)
      throws IOException {
    if (length < 0 || length > MAX_MESSAGE_BYTES) {
      throw new IOException(file + ": message " + number + " has " + length + " bytes");
    }
    long second = in.readLong();
    boolean sought = in.readBoolean();
    byte[] wire = in.readNBytes(length);
    if (wire.length < length) {
      throw new EOFException();
    }
    try {
      Message message = parsed(wire);
      message.toWire(); // it will be written again, its TTLs less
      Record asked = message.getQuestion();
      if (asked == null) {
        throw new IOException(file + ": message " + number + " answers no question");
      }
      Instant at = Instant.ofEpochSecond(second);
      return new Filed(
          Question.of(asked.getName().toString(), asked.getType()),
          new MessageLog.Entry(at, sought, wire));
    } catch (RuntimeException unreadable) {
      throw new IOException(file + ": message " + number + " is no DNS message", unreadable);
    }
  }
}
