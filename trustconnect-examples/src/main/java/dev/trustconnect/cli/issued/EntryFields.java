package dev.trustconnect.cli.issued;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one entry, in either form, as they are read. Fields that aren't used are skipped.
 */
final class EntryFields {
  private static final int MAX_NAMES = 10_000;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  private String id = "";
  private @Nullable List<String> names;
  private @Nullable String key;
  private String issuer = "";
  private @Nullable String issuerKey;
  private @Nullable String certificate;
  private @Nullable String notBefore;
  private @Nullable String notAfter;
  private @Nullable Boolean revoked;

  /** Reads the value of one field, at whose first token {@code json} is; at its last afterwards. */
  void read(String name, JsonParser json) throws IOException {
    switch (name) {
      case "id" -> id = text(json);
      case "dns_names" -> names = texts(json);
      case "name_value" -> names = List.of(text(json).split("\n"));
      case "pubkey_sha256" -> key = text(json);
      case "cert_sha256" -> certificate = text(json);
      case "issuer_name" -> issuer = text(json);
      case "issuer" -> issuer(json);
      case "not_before" -> notBefore = text(json);
      case "not_after" -> notAfter = text(json);
      case "revoked" -> revoked = json.currentToken().isBoolean() ? json.getBooleanValue() : null;
      default -> json.skipChildren();
    }
    if (name.equals("revoked")) {
      json.skipChildren(); // whatever it is
    }
  }

  private void issuer(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "name" -> issuer = text(json);
        case "pubkey_sha256" -> issuerKey = text(json);
        default -> json.skipChildren();
      }
    }
  }

  private static String text(JsonParser json) throws IOException {
    String text = json.getValueAsString("");
    json.skipChildren();
    return text;
  }

  private static List<String> texts(JsonParser json) throws IOException {
    List<String> texts = new ArrayList<>();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return texts;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String text = text(json);
      if (texts.size() < MAX_NAMES) {
        texts.add(text);
      }
    }
    return texts;
  }

  /**
   * The certificate.
   *
   * @throws IllegalArgumentException if a field is missing or malformed; the message begins with
   *     what is wanted
   */
  Issued issued() {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("wanted an id of letters and digits in an entry of this");
    }
    if (names == null) {
      throw new IllegalArgumentException("wanted dns_names or name_value in an entry of this");
    }
    return new Issued(
        id,
        names,
        base64(key),
        issuer,
        base64(issuerKey),
        base64(certificate),
        instant(notBefore),
        instant(notAfter),
        revoked);
  }

  /** A digest as pins spell it. */
  private static @Nullable String base64(@Nullable String hex) {
    if (hex == null || hex.isEmpty()) {
      return null;
    }
    if (hex.length() != 64) {
      throw new IllegalArgumentException("wanted 64 hexadecimal digits as a digest in this");
    }
    try {
      return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException notHex) {
      throw new IllegalArgumentException(
          "wanted 64 hexadecimal digits as a digest in this", notHex);
    }
  }

  /** crt.sh writes no zone, and means UTC. */
  private static Instant instant(@Nullable String text) {
    try {
      if (text != null) {
        return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
            ? OffsetDateTime.parse(text).toInstant()
            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
      }
    } catch (DateTimeException notATime) {
      throw new IllegalArgumentException(
          "wanted times such as 2026-01-31T00:00:00Z in this", notATime);
    }
    throw new IllegalArgumentException("wanted not_before and not_after in an entry of this");
  }
}
