package dev.trustconnect.lock;

import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.HttpFacts;
import dev.trustconnect.survey.Survey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A survey in the words of a lock: what can be locked, and what couldn't be judged. Immutable. */
public final class Look {
  private static final int CLASS = 100;

  private final Endpoint endpoint;
  private final Instant at;
  private final Optional<NameLook> name;
  private final Optional<TlsLook> tls;
  private final Optional<LockedHttp> http;
  private final List<NotJudged> notJudged;

  private Look(
      Endpoint endpoint,
      Instant at,
      Optional<NameLook> name,
      Optional<TlsLook> tls,
      Optional<LockedHttp> http,
      List<NotJudged> notJudged) {
    this.endpoint = endpoint;
    this.at = at;
    this.name = name;
    this.tls = tls;
    this.http = http;
    this.notJudged = List.copyOf(notJudged);
  }

  /** Reads a survey. Domains are registered ones if its plan knows these, otherwise zones. */
  public static Look of(Survey survey) {
    List<NotJudged> open = new ArrayList<>();
    Optional<NameLook> name = NameLook.of(survey, open);
    Optional<TlsLook> tls =
        name.isPresent() && survey.plan().connects() ? TlsLook.of(survey, open) : Optional.empty();
    return new Look(
        survey.endpoint(),
        survey.at(),
        name,
        tls,
        survey.http().flatMap(facts -> http(survey.endpoint(), facts, open)),
        open);
  }

  private static Optional<LockedHttp> http(
      Endpoint endpoint, HttpFacts facts, List<NotJudged> open) {
    if (facts.status() == 0) {
      open.add(new NotJudged(endpoint, "http", PlainText.of("no answer: " + facts.failure())));
      return Optional.empty();
    }
    return Optional.of(
        new LockedHttp(
            Set.of(facts.status() / CLASS + "xx"), single(facts.type()), single(facts.server())));
  }

  private static Set<String> single(String text) {
    return text.isEmpty() ? Set.of() : Set.of(PlainText.of(text));
  }

  /** The endpoint that was surveyed. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** The parts that couldn't be judged; empty if everything could. */
  public List<NotJudged> notJudged() {
    return notJudged;
  }

  /** The organisations that issued the certificates of verified paths; empty if there are none. */
  public Set<String> authorities() {
    return tls.flatMap(TlsLook::seen).map(LockedTls::authorities).orElse(Set.of());
  }

  /**
   * The facts that can be locked.
   *
   * @param state what was seen before: it knows whether the endpoint keeps its key
   * @return empty if something couldn't be judged
   */
  public Optional<LockedEndpoint> locked(LockState state) {
    return notJudged.isEmpty()
        ? name.map(
            known ->
                new LockedEndpoint(
                    endpoint,
                    known.locked(),
                    tls.map(seen -> seen.locked(state.of(endpoint))),
                    http,
                    ""))
        : Optional.empty();
  }

  Instant at() {
    return at;
  }

  Optional<NameLook> name() {
    return name;
  }

  Optional<TlsLook> tls() {
    return tls;
  }

  Optional<LockedHttp> http() {
    return http;
  }
}
