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
  /** One line: {@code api.example.com:443 tls: the port is closed}. */
  @Override
  public String toString() {
    return endpoint + " " + part + ": " + why;
  }
}
