package dev.trustconnect.remark;

import dev.trustconnect.hash.Sha256;
import dev.trustconnect.survey.Endpoint;
import java.util.Objects;

/**
 * One thing that is remarkable about an endpoint. Its texts may contain names from outside: {@code
 * seen} is what a server or a zone sent, made safe for one line.
 *
 * @param id the stable code; that of a {@link dev.trustconnect.finding.Reason} where the fact is
 *     the same
 * @param concern its row in the catalogue, which has the remedies
 * @param severity how much it matters here
 * @param confidence how sure it is
 * @param whose the party that can fix it
 * @param endpoint what it is about
 * @param subject the zone, name, certificate or address within
 * @param seen what was found
 * @param wanted what would be in order
 */
public record Remark(
    String id,
    Concern concern,
    Severity severity,
    Confidence confidence,
    Whose whose,
    Endpoint endpoint,
    String subject,
    String seen,
    String wanted) {
  private static final int FINGERPRINT_CHARACTERS = 16;

  public Remark {
    Objects.requireNonNull(id);
    Objects.requireNonNull(subject);
  }

  /**
   * The same for the same remark in every run: 16 characters of hex, from id, endpoint and subject.
   */
  public String fingerprint() {
    return Sha256.hex(id + "|" + endpoint + "|" + subject).substring(0, FINGERPRINT_CHARACTERS);
  }

  /** Id, seen and wanted in one line. */
  @Override
  public String toString() {
    return severity + " " + id + " " + subject + ": seen " + seen + "; wanted " + wanted;
  }
}
