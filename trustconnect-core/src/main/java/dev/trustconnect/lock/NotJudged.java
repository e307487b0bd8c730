package dev.trustconnect.lock;

import dev.trustconnect.survey.Endpoint;

/**
 * Something that couldn't be compared: an outage doesn't overwrite what is known.
 *
 * @param part what it is about: {@code name}, {@code operators}, {@code ds}, {@code tls}, {@code
 *     http}, or {@code endpoint} for all of it
 * @param why in words, safe to show
 */
public record NotJudged(Endpoint endpoint, String part, String why) {
  /** Whether this is why {@code change} could be neither seen nor excluded. */
  boolean hides(Change change) {
    return endpoint.equals(change.endpoint())
        && switch (part) {
          case "tls" -> LockedTls.FIELDS.contains(change.field());
          case "http" -> LockedHttp.FIELDS.contains(change.field());
          case "operators", "ds" -> part.equals(change.field().key());
          default -> true;
        };
  }

  /** One line: {@code api.example.com:443 tls: the port is closed}. */
  @Override
  public String toString() {
    return endpoint + " " + part + ": " + why;
  }
}
