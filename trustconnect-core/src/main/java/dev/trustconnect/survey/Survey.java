package dev.trustconnect.survey;

import dev.trustconnect.dnssec.ValidatedAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Facts about one endpoint, as seen from here at one moment. Holds nothing secret. Immutable.
 *
 * @param endpoint what was surveyed
 * @param at when, by the clock that signatures and certificates are judged by
 * @param names what DNS says about the host
 * @param zone what DNS says about its zone
 * @param parents for an alias target or name server that doesn't exist: what its registered domain
 *     answers to a question for its name servers
 * @param handshakes the connections made, the usual ones first; empty for a passive plan, and if
 *     there is no address to connect to
 * @param http the answer to an HTTP request; empty if the plan has none
 * @param plan what was asked for: what isn't in it couldn't be found out
 * @param questions how many DNS questions it had, without those of the chains of trust
 */
public record Survey(
    Endpoint endpoint,
    Instant at,
    NameFacts names,
    ZoneFacts zone,
    List<ValidatedAnswer> parents,
    List<Handshake> handshakes,
    Optional<HttpFacts> http,
    SurveyPlan plan,
    int questions) {
  public Survey {
    parents = List.copyOf(parents);
    handshakes = List.copyOf(handshakes);
  }

  /** The handshakes of one kind, in the order of their addresses. */
  public List<Handshake> handshakes(Handshake.Kind kind) {
    return handshakes.stream().filter(handshake -> handshake.kind() == kind).toList();
  }

  /**
   * The first usual handshake that was completed, else the first that was begun; empty if none was
   * made.
   */
  public Optional<Handshake> handshake() {
    List<Handshake> usual = handshakes(Handshake.Kind.USUAL);
    return usual.stream()
        .filter(handshake -> handshake.outcome() == Handshake.Outcome.COMPLETED)
        .findFirst()
        .or(() -> usual.stream().filter(handshake -> !handshake.served().isEmpty()).findFirst())
        .or(() -> usual.stream().findFirst());
  }
}
