package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.keys.AlgorithmNumbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.utils.base16;

/**
 * The records where trust begins: DS and DNSKEY of any zone, mixed, several per zone. Never empty.
 * Immutable, thread-safe.
 *
 * <p>A name is judged from the closest anchor at or above it; any one anchor of a zone suffices.
 */
public final class TrustAnchors {
  private static final int MAX_FILE_BYTES = 1 << 20;

  private final Map<Name, List<Record>> byZone;

  private TrustAnchors(Map<Name, List<Record>> byZone) {
    this.byZone = byZone;
  }

  /**
   * The root's anchors as IANA publishes them: key tags 20326 (KSK-2017) and 38696 (KSK-2024), both
   * SHA-256 digests of algorithm 8 keys.
   */
  public static TrustAnchors root() {
    return OfTheRoot.ANCHORS;
  }

  /** Created once, when first needed. */
  private static final class OfTheRoot {
    static final TrustAnchors ANCHORS =
        of(
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
        AlgorithmNumbers.RSASHA256,
        Algorithms.DIGEST_SHA256,
        base16.fromString(digest));
  }

  /**
   * Anchors of the given DS and DNSKEY records.
   *
   * <p>An anchor of an unsupported algorithm or digest is ignored if its zone has a supported one.
   *
   * @throws TrustAnchorException if there are none; one is of another type or class, malformed or
   *     revoked; or all anchors of a zone are of unsupported algorithms or digests
   */
  static TrustAnchors of(List<? extends Record> records) {
    return of(records, ValidatorSettings.DEFAULT);
  }

  /** The same, for a validator with {@code settings}. */
  static TrustAnchors of(List<? extends Record> records, ValidatorSettings settings) {
    if (records.isEmpty()) {
      throw new TrustAnchorException(
          "no trust anchor: a validator without one can prove nothing and refuses to start");
    }
    AnchorRules rules = new AnchorRules(settings);
    Map<Name, List<Record>> byZone = new LinkedHashMap<>();
    for (Record record : records) {
      rules.check(record);
      List<Record> ofZone = byZone.get(record.getName());
      if (ofZone == null) {
        ofZone = new ArrayList<>();
        byZone.put(record.getName(), ofZone);
      }
      ofZone.add(record);
    }
    for (Map.Entry<Name, List<Record>> anchored : byZone.entrySet()) {
      anchored.setValue(List.copyOf(anchored.getValue()));
    }
    TrustAnchors anchors = new TrustAnchors(byZone);
    anchors.requireUsable(settings);
    return anchors;
  }

  /**
   * Does nothing if a validator with {@code settings} can use an anchor of each anchored zone.
   *
   * @throws TrustAnchorException if not: names in that zone could never be SECURE or BOGUS
   */
  void requireUsable(ValidatorSettings settings) {
    AnchorRules rules = new AnchorRules(settings);
    for (Map.Entry<Name, List<Record>> anchored : byZone.entrySet()) {
      rules.requireUsable(anchored.getKey(), anchored.getValue());
    }
  }

  /**
   * Reads anchors from text in zone-file syntax (RFC 1035 §5.1): DS and DNSKEY records with
   * absolute names. In a file that Unbound keeps by RFC 5011 ({@code auto-trust-anchor-file}), keys
   * that are pending, revoked or removed aren't trusted.
   *
   * @param text the records; comments are fine, {@code $INCLUDE} is not
   * @param source what to call the text in messages
   * @throws TrustAnchorException with the line, if an anchor can't be read, is of another type or
   *     class, malformed or revoked; if there is no anchor; or if all anchors of a zone are of
   *     unsupported algorithms or digests
   */
  public static TrustAnchors parse(String text, String source) {
    List<AnchorText.Anchor> read = AnchorText.read(text, source);
    AnchorRules rules = new AnchorRules(ValidatorSettings.DEFAULT);
    for (AnchorText.Anchor anchor : read) {
      try {
        rules.check(anchor.record());
      } catch (TrustAnchorException flawed) {
        throw flawed.in(source, anchor.line());
      }
    }
    Map<Name, Integer> firstLines = new LinkedHashMap<>();
    List<Record> records = new ArrayList<>();
    for (AnchorText.Anchor anchor : read) {
      firstLines.putIfAbsent(anchor.record().getName(), anchor.line());
      records.add(anchor.record());
    }
    try {
      return of(records);
    } catch (TrustAnchorException unusable) {
      throw unusable.in(source, firstLines.getOrDefault(unusable.zone(), 0));
    }
  }

  /**
   * Reads anchors from a file in zone-file syntax, as {@link #parse} does. UTF-8, with or without a
   * byte order mark.
   *
   * @throws IOException if the file can't be read, or is larger than 1 MiB
   * @throws TrustAnchorException if a line can't be read or there is no usable anchor
   */
  public static TrustAnchors fromFile(Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    }
    if (bytes.length > MAX_FILE_BYTES) {
      throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
    }
    try {
      return parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(),
          file.toString());
    } catch (CharacterCodingException notUtf8) {
      throw TrustAnchorException.at(file.toString(), 1, "not in UTF-8; save the file as UTF-8");
    }
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
