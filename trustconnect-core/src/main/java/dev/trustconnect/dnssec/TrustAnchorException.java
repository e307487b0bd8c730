package dev.trustconnect.dnssec;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** The trust anchors can't be used, or no anchors can be read from the text. */
public final class TrustAnchorException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final int line;
  private final transient @Nullable Name zone;

  TrustAnchorException(String message) {
    this(0, null, message, null);
  }

  private TrustAnchorException(
      int line, @Nullable Name zone, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.line = line;
    this.zone = zone;
  }

  static TrustAnchorException ofZone(Name zone, String message) {
    return new TrustAnchorException(0, zone, message, null);
  }

  static TrustAnchorException at(String source, int line, String problem) {
    return new TrustAnchorException(line, null, source + ": line " + line + ": " + problem, null);
  }

  /** The same problem as one of {@code source}, at this line; at no line if it is 0. */
  TrustAnchorException in(String source, int atLine) {
    String place = atLine > 0 ? source + ": line " + atLine : source;
    return new TrustAnchorException(atLine, zone, place + ": " + getMessage(), this);
  }

  /** The zone without a usable anchor; null if that isn't the problem. */
  @Nullable Name zone() {
    return zone;
  }

  /**
   * The line of the text that the problem is in, counted from 1; 0 if it isn't in a single line.
   */
  public int line() {
    return line;
  }
}
