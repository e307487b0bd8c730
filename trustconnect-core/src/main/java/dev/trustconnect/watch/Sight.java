package dev.trustconnect.watch;

import dev.trustconnect.survey.Survey;
import dev.trustconnect.text.SafeText;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of one look at an endpoint. Immutable.
 *
 * @param names null if no upstream answered
 * @param tls null if no handshake was made, or none got as far as a certificate
 * @param silence why something that was tried couldn't be seen; empty if everything was
 * @param noUpstream whether that is because no upstream answered
 * @param isDefect whether that is because of a defect of this library
 * @param survey the facts, for the memory of a lock; null if there is none
 */
record Sight(
    @Nullable OfNames names,
    @Nullable OfTls tls,
    String silence,
    boolean noUpstream,
    boolean isDefect,
    @Nullable Survey survey) {

  private static final int MAX_TEXT = 300;

  Sight(
      @Nullable OfNames names,
      @Nullable OfTls tls,
      String silence,
      boolean noUpstream,
      @Nullable Survey survey) {
    this(names, tls, silence, noUpstream, false, survey);
  }

  /** A look that was interrupted. */
  static Sight interrupted() {
    return new Sight(null, null, "the look was interrupted", true, null);
  }

  /** A look that ended with an unexpected exception. */
  static Sight defect(Throwable unexpected) {
    String why = "looking failed, which is a defect of this program: " + unexpected;
    return new Sight(null, null, SafeText.line(why, MAX_TEXT), false, true, null);
  }

  /**
   * The part that DNS answers show.
   *
   * @param part what is compared
   * @param sentences what the codes in it mean here
   * @param zone of the host
   * @param aliasOwner the zone that the aliases lead to; empty without an alias
   * @param signatureEnd of the first signature that ends; null if there is none
   * @param ttlSeconds of the addresses; of their denial if there are none
   * @param address stands for the addresses; null if none may be connected to
   */
  record OfNames(
      Part part,
      Map<String, String> sentences,
      String zone,
      String aliasOwner,
      @Nullable Instant signatureEnd,
      long ttlSeconds,
      @Nullable String address) {}

  /**
   * The part that the served chain shows.
   *
   * @param part what is compared
   * @param sentences what the codes in it mean here
   * @param authority who issued the certificate; empty if no path was verified
   * @param notBefore of the server's certificate
   * @param notAfter when the first certificate of the path ends, or of the chain if there is no
   *     path
   */
  record OfTls(
      Part part,
      Map<String, String> sentences,
      String authority,
      @Nullable Instant notBefore,
      @Nullable Instant notAfter) {}
}
