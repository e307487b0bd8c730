package dev.trustconnect.path;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates in PEM form (RFC 7468), all of them or none: anything else in the text is
 * refused with its line, except explanatory text between the blocks. For one text; not thread-safe.
 *
 * <p>The Java runtime's reader stops at the first block that it doesn't understand, so that the
 * rest of a file of roots would silently be missing.
 */
final class PemText {
  private static final Pattern BOUNDARY = Pattern.compile("-----(BEGIN|END) ([^-]*)-----\\s*");

  /** A malformed boundary: with other dashes or too few, or with text before or after it. */
  private static final Pattern MEANT_AS_BOUNDARY =
      Pattern.compile(
          "(?i)(^|.*[^a-z0-9\\s]\\s*)(BEGIN|END)\\s+[A-Z0-9. ]*"
              + "(CERTIFICATE|CRL|KEY|REQUEST|PKCS7|CMS)\\s*([^A-Za-z0-9\\s].*)?");

  /** A line with this much base64 isn't explanatory text. */
  private static final Pattern BASE64_LINE = Pattern.compile("\\s*[A-Za-z0-9+/]{40,}={0,2}\\s*");

  private static final Pattern HEX_OR_ONE_CHARACTER =
      Pattern.compile("\\s*([0-9A-Fa-f]+|(.)\\2+)\\s*");
  private static final Pattern IN_BLOCK = Pattern.compile("[A-Za-z0-9+/=\\s]*");

  /** The longest line of explanatory text: the work of the patterns above grows with its square. */
  private static final int MAX_EXPLANATION = 1_000;

  private static final String REMEDY = "; use a file that has only PEM certificates";

  private final List<X509Certificate> certificates = new ArrayList<>();
  private final StringBuilder base64 = new StringBuilder();
  private String label = "";
  private int blockLine;

  private PemText() {}

  /**
   * The certificates.
   *
   * @throws IllegalArgumentException naming the line of anything else, or if there is no
   *     certificate
   */
  static List<X509Certificate> read(byte[] bytes) {
    PemText reading = new PemText();
    String[] lines = text(bytes).split("\r\n|\r|\n", -1);
    for (int i = 0; i < lines.length; i++) {
      reading.line(lines[i], i + 1);
    }
    if (reading.blockLine > 0) {
      throw at(reading.blockLine, "a block that begins here has no end");
    }
    if (reading.certificates.isEmpty()) {
      throw new IllegalArgumentException("no certificate in PEM form");
    }
    return reading.certificates;
  }

  /** Explanatory text may be in any superset of ASCII; boundaries and data are ASCII. */
  private static String text(byte[] bytes) {
    if (starts(bytes, 0xFE, 0xFF) || starts(bytes, 0xFF, 0xFE)) {
      throw at(1, "UTF-16 text; save it as ASCII or UTF-8");
    }
    if (starts(bytes, 0x30, 0x82)) {
      throw at(1, "a certificate in DER form; convert it with: openssl x509 -inform der");
    }
    int from = starts(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0; // a byte order mark
    String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw at(lineOf(text, nul), "a NUL byte, so not text; save it as ASCII or UTF-8");
    }
    return text;
  }

  private static int lineOf(String text, int index) {
    return text.substring(0, index).split("\r\n|\r|\n", -1).length;
  }

  private static boolean starts(byte[] bytes, int... values) {
    if (bytes.length < values.length) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      if ((bytes[i] & 0xFF) != values[i]) {
        return false;
      }
    }
    return true;
  }

  private void line(String line, int number) {
    Matcher boundary = BOUNDARY.matcher(line);
    if (boundary.matches()) {
      if (boundary.group(1).equals("BEGIN")) {
        begin(boundary.group(2), number);
      } else {
        end(boundary.group(2), number);
      }
    } else if (blockLine == 0 && line.length() > MAX_EXPLANATION) {
      throw at(number, "more than " + MAX_EXPLANATION + " characters that aren't in a block");
    } else if (line.length() <= MAX_EXPLANATION && MEANT_AS_BOUNDARY.matcher(line).matches()) {
      throw at(
          number,
          "not a boundary of PEM: '"
              + ShownText.of(line.strip())
              + "'; wanted five hyphens on each side and nothing else, as in"
              + " -----BEGIN CERTIFICATE-----");
    } else if (blockLine > 0) {
      if (!IN_BLOCK.matcher(line).matches()) {
        throw at(number, "not base64: '" + ShownText.of(line.strip()) + "'");
      }
      base64.append(line.strip());
    } else if (BASE64_LINE.matcher(line).matches()
        && !HEX_OR_ONE_CHARACTER.matcher(line).matches()) {
      throw at(number, "base64 outside a block; the line -----BEGIN CERTIFICATE----- is missing");
    }
  }

  private void begin(String what, int number) {
    if (blockLine > 0) {
      throw at(blockLine, "a block that begins here has no end before the next one");
    }
    switch (what) {
      case "CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE" -> { // RFC 7468 §5.1
        label = what;
        blockLine = number;
        base64.setLength(0);
      }
      case "TRUSTED CERTIFICATE" ->
          throw at(number, "a certificate with OpenSSL's trust settings; rewrite it: openssl x509");
      case "X509 CRL" -> throw at(number, "a revocation list" + REMEDY);
      default ->
          throw at(
              number,
              (what.endsWith("PRIVATE KEY") ? "a private key" : "'" + ShownText.of(what) + "'")
                  + REMEDY);
    }
  }

  private void end(String what, int number) {
    if (blockLine == 0 || !what.equals(label)) {
      throw at(number, "an end of '" + ShownText.of(what) + "' that has no beginning");
    }
    int line = blockLine;
    blockLine = 0;
    certificates.add(certificate(line, decoded(line)));
  }

  private byte[] decoded(int line) {
    try {
      return Base64.getDecoder().decode(base64.toString().replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("line " + line + ": a block that isn't whole base64", e);
    }
  }

  private static X509Certificate certificate(int line, byte[] der) {
    if (der.length == 0 || der[0] != 0x30) { // CertificateFactory would also read PEM within PEM
      throw at(line, "a block that holds no certificate");
    }
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(der);
      var read = CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (in.available() > 0) {
        throw at(line, "a certificate with " + in.available() + " extra bytes after it");
      }
      return (X509Certificate) read;
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "line " + line + ": a block that holds no certificate that can be read", e);
    }
  }

  private static IllegalArgumentException at(int line, String problem) {
    return new IllegalArgumentException("line " + line + ": " + problem);
  }
}
