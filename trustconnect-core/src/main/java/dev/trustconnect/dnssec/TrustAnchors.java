package dev.trustconnect.dnssec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.utils.base16;

/**
 * Where trust begins: DS and DNSKEY records of any zone, mixed, several per zone. Never empty.
 * Immutable, thread-safe.
 *
 * <p>A name is judged from the closest anchor at or above it; any one anchor of a zone suffices.
 */
public final class TrustAnchors {
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final int REVOKED = 0x80;

  private final Map<Name, List<Record>> byZone;

  private TrustAnchors(Map<Name, List<Record>> byZone) {
    this.byZone = byZone;
  }

  /**
   * The root's anchors as IANA publishes them: key tags 20326 (KSK-2017) and 38696 (KSK-2024), both
   * SHA-256 digests of algorithm 8 keys.
   */
  public static TrustAnchors root() {
    return of(
        List.of(
            rootDs(20326, "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"),
            rootDs(38696, "683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16")));
  }

  private static DSRecord rootDs(int keyTag, String digest) {
    return new DSRecord(
        Name.root,
        DClass.IN,
        0,
        keyTag,
        Algorithms.RSASHA256,
        Algorithms.DIGEST_SHA256,
        base16.fromString(digest));
  }

  /**
   * Anchors of the given DS and DNSKEY records.
   *
   * @throws IllegalArgumentException if there are none, or one is of another type or class, or a
   *     key is revoked
   */
  public static TrustAnchors of(List<? extends Record> records) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException(
          "no trust anchor: a validator without one can prove nothing and refuses to start");
    }
    Map<Name, List<Record>> byZone = new LinkedHashMap<>();
    for (Record record : records) {
      check(record);
      byZone.computeIfAbsent(record.getName(), zone -> new ArrayList<>()).add(record);
    }
    byZone.replaceAll((zone, anchors) -> List.copyOf(anchors));
    return new TrustAnchors(byZone);
  }

  private static void check(Record record) {
    boolean ds = record instanceof DSRecord;
    boolean key = record instanceof DNSKEYRecord;
    if ((!ds && !key) || record.getDClass() != DClass.IN) {
      throw new IllegalArgumentException("a trust anchor is a DS or DNSKEY of class IN: " + record);
    }
    if (record instanceof DNSKEYRecord dnskey && dnskey.getKey() == null) {
      throw new IllegalArgumentException("a trust anchor without key bytes: " + record);
    }
    if (record instanceof DNSKEYRecord dnskey && (dnskey.getFlags() & REVOKED) != 0) {
      throw new IllegalArgumentException("a revoked key is no trust anchor: " + record);
    }
  }

  /**
   * Reads anchors from text in zone-file syntax (RFC 1035 §5.1): DS and DNSKEY records with
   * absolute names.
   *
   * @param text the records; comments are fine, {@code $INCLUDE} is not
   * @param source what to call the text in messages
   * @throws IllegalArgumentException if a line can't be read (with its place), or holds no anchor,
   *     or there is none
   */
  public static TrustAnchors parse(String text, String source) {
    List<Record> records = new ArrayList<>();
    try (Master master =
        new Master(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Name.root, 0)) {
      master.disableIncludes(true);
      master.expandGenerate(false);
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        records.add(record);
      }
      return of(records);
    } catch (TextParseException malformed) {
      throw new IllegalArgumentException(
          source + ": " + String.valueOf(malformed.getMessage()).replaceFirst("^<none>:", "line "),
          malformed);
    } catch (IOException | IllegalArgumentException malformed) {
      throw new IllegalArgumentException(source + ": " + malformed.getMessage(), malformed);
    }
  }

  /**
   * Reads anchors from a file in zone-file syntax, as {@link #parse} does.
   *
   * @throws IOException if the file can't be read, or is larger than 1 MiB
   * @throws IllegalArgumentException if a line can't be read or there is no anchor
   */
  public static TrustAnchors fromFile(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
    }
    return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
  }

  /** The closest anchored zone at or above {@code name}; null if there is none. */
  @Nullable Name closestTo(Name name) {
    for (int labels = name.labels(); labels >= 1; labels--) {
      Name suffix = Names.suffix(name, labels);
      if (isAnchored(suffix)) {
        return suffix;
      }
    }
    return null;
  }

  boolean isAnchored(Name zone) {
    return byZone.containsKey(zone);
  }

  List<Record> at(Name zone) {
    return byZone.getOrDefault(zone, List.of());
  }

  @Override
  public String toString() {
    return "trust anchors for " + byZone.keySet();
  }
}
