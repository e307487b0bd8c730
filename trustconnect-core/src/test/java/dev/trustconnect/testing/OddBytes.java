package dev.trustconnect.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Ways to write the same ASN.1 value in other bytes than DER's, or a little more than it. */
public final class OddBytes {
  private static final byte[] NULL = {0x05, 0x00};

  private OddBytes() {}

  /** Tag, length and value of {@code der}. */
  private record Element(int tag, byte[] value) {
    static Element of(byte[] der) {
      return new Element(der[0] & 0xff, Arrays.copyOfRange(der, header(der, 0), der.length));
    }

    private static int header(byte[] der, int at) {
      int first = der[at + 1] & 0xff;
      return first < 0x80 ? 2 : 2 + (first & 0x7f);
    }

    /** What the value holds, element by element. */
    List<byte[]> parts() {
      List<byte[]> parts = new ArrayList<>();
      for (int at = 0; at < value.length; ) {
        int header = header(value, at);
        int length = value[at + 1] & 0xff;
        if (length >= 0x80) {
          length = 0;
          for (int i = 2; i < header; i++) {
            length = length << 8 | (value[at + i] & 0xff);
          }
        }
        parts.add(Arrays.copyOfRange(value, at, at + header + length));
        at += header + length;
      }
      return parts;
    }
  }

  /** A tag, the length as DER has it, and the value. */
  public static byte[] element(int tag, byte[]... value) {
    return HostileCertificate.tagged(tag, value);
  }

  /** A NULL in a sequence in a sequence, so many of them. */
  public static byte[] nested(int depth) {
    List<byte[]> heads = new ArrayList<>();
    int length = NULL.length;
    for (int i = 0; i < depth; i++) {
      byte[] whole = element(0x30, new byte[length]);
      heads.add(0, Arrays.copyOf(whole, whole.length - length));
      length = whole.length;
    }
    heads.add(NULL);
    return joined(heads.toArray(byte[][]::new));
  }

  /** With a NULL behind it. */
  public static byte[] trailing(byte[] der) {
    return joined(der, NULL);
  }

  /** A NULL more at the end of what the sequence holds. */
  public static byte[] oneMore(byte[] der) {
    Element whole = Element.of(der);
    return element(whole.tag(), whole.value(), NULL);
  }

  /** Its length with zeros before it (X.690 §10.1 forbids it). */
  public static byte[] longLength(byte[] der) {
    Element whole = Element.of(der);
    byte[] length = ByteBuffer.allocate(4).putInt(whole.value().length).array();
    return joined(new byte[] {(byte) whole.tag(), (byte) 0x84}, length, whole.value());
  }

  /** Without a length, up to an end-of-contents (X.690 §8.1.3.6). */
  public static byte[] indefinite(byte[] der) {
    Element whole = Element.of(der);
    return joined(new byte[] {(byte) whole.tag(), (byte) 0x80}, whole.value(), new byte[2]);
  }

  /** Its first inner element is changed by {@code change}; the others stay. */
  public static byte[] first(byte[] der, UnaryOperator<byte[]> change) {
    Element whole = Element.of(der);
    List<byte[]> parts = whole.parts();
    parts.set(0, change.apply(parts.get(0)));
    return element(whole.tag(), parts.toArray(byte[][]::new));
  }

  /** The first TRUE is 0x01 and not 0xff (X.690 §11.1). */
  public static byte[] faintTrue(byte[] der) {
    byte[] changed = der.clone();
    for (int i = 0; i + 2 < changed.length; i++) {
      if (changed[i] == 1 && changed[i + 1] == 1 && changed[i + 2] == (byte) 0xff) {
        changed[i + 2] = 1;
        return changed;
      }
    }
    throw new IllegalArgumentException("nothing in it is TRUE");
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
