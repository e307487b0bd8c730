package dev.trustconnect.lock;

import dev.trustconnect.lock.LockedName.Proof;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes a lock. Equal locks have the same bytes: keys in a fixed order, one fact a line, sets in
 * the order of their texts.
 */
final class LockText {
  static final String HEADER =
      "# trustconnect.lock: what is known of the endpoints. Written by `trustconnect lock`; review"
          + " it like code.\n";

  /** What YAML reads as a plain text also within a list, and what isn't a number by any reader. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/+-]*");

  private static final String ENDPOINT = "  ";
  private static final String PART = "    ";
  private static final String FACT = "      ";

  private final StringBuilder lines = new StringBuilder(HEADER);

  private LockText() {}

  static String of(Collection<LockedEndpoint> endpoints) {
    LockText text = new LockText();
    text.lines.append("lock: 1\nendpoints:").append(endpoints.isEmpty() ? " {}\n" : "\n");
    endpoints.forEach(text::endpoint);
    return text.lines.toString();
  }

  private void endpoint(LockedEndpoint locked) {
    lines.append(ENDPOINT).append(locked.endpoint()).append(":\n");
    lines.append(PART).append("name:\n");
    name(locked.name());
    locked.tls().ifPresent(this::tls);
    locked.http().ifPresent(this::http);
    if (!locked.because().isEmpty()) {
      lines.append(PART).append("because: ").append(quoted(locked.because())).append('\n');
    }
  }

  private void name(LockedName name) {
    fact(Field.VERDICT, name.verdict().name());
    fact(Field.ZONE, one(name.zones()));
    if (name.verdict() == Proof.SECURE) {
      fact(Field.DS, quotedList(name.ds()));
    }
    fact(Field.ALIASES, list(name.aliases().stream().map(LockText::one).toList()));
    fact(Field.OPERATORS, list(name.operators().stream().map(LockText::scalar).toList()));
    fact(Field.NETWORKS, networks(name.networks()));
  }

  static String networks(Networks networks) {
    return networks.isMoving()
        ? "moving"
        : list(networks.blocks().stream().map(Networks::text).map(LockText::scalar).toList());
  }

  private void tls(LockedTls tls) {
    lines.append(PART).append("tls:\n");
    fact(Field.AUTHORITIES, quotedList(tls.authorities()));
    fact(Field.ROOTS, quotedList(tls.roots()));
    fact(Field.KEYS, keys(tls));
    if (!tls.protocol().isEmpty()) {
      fact(Field.PROTOCOL, scalar(tls.protocol()));
    }
    fact(Field.CLIENT_CERTIFICATE, lower(tls.clientCertificate()));
    tls.timestamps().ifPresent(count -> fact(Field.SCTS, Integer.toString(count)));
  }

  static String keys(LockedTls tls) {
    return tls.reusedKeys().isEmpty()
        ? "reissued"
        : "{reused: " + quotedList(tls.reusedKeys()) + "}";
  }

  private void http(LockedHttp http) {
    lines.append(PART).append("http:\n");
    fact(Field.STATUS, one(http.statuses()));
    fact(Field.TYPE, one(http.types()));
    fact(Field.SERVER, one(http.servers()));
  }

  private void fact(Field field, String value) {
    lines.append(FACT).append(field.key()).append(": ").append(value).append('\n');
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** A single value as it is, several as a list. */
  static String one(Set<String> values) {
    return values.size() == 1
        ? scalar(values.iterator().next())
        : list(values.stream().map(LockText::scalar).toList());
  }

  static String quotedList(Collection<?> values) {
    return list(values.stream().map(value -> quoted(value.toString())).toList());
  }

  static String list(List<String> written) {
    return "[" + String.join(", ", written) + "]";
  }

  static String scalar(String value) {
    return PLAIN.matcher(value).matches() ? value : quoted(value);
  }

  private static String quoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
