package dev.trustconnect.survey;

import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.gate.Rehearsal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.DnsLookups;
import dev.trustconnect.survey.Handshake.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects facts about endpoints: by DNS, and by handshakes that are closed at once. It sends no
 * request, no secret and no client certificate, and judges nothing itself; what the gates would
 * decide about the same facts is recorded with them. Thread-safe.
 *
 * <p>{@code TrustConnect.surveyor()} makes one.
 */
public final class Surveyor {
  private final DnsLookups lookups;
  private final Rehearsal gates;
  private final InstantSource clock;
  private final PublicRoots publicRoots = new PublicRoots();

  /**
   * Made by {@code TrustConnect.surveyor()}.
   *
   * @param lookups answer the survey's questions
   * @param gates tell what they would decide
   */
  public Surveyor(DnsLookups lookups, Rehearsal gates, InstantSource clock) {
    this.lookups = lookups;
    this.gates = gates;
    this.clock = clock;
  }

  /**
   * Surveys one endpoint. Blocks: for the lookups, each at most the resolver's timeout, and for the
   * plan's connections, each at most the plan's. Never throws because of what is found: a failure
   * is a fact too.
   *
   * <p>Connects only to proven addresses that the address rules and the host's policy allow.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted during a lookup
   */
  public Survey survey(Endpoint endpoint, SurveyPlan plan) {
    Inquiry inquiry = new Inquiry(lookups);
    NameSurvey nameSurvey = new NameSurvey(inquiry, plan, endpoint.host());
    ZoneSurvey zoneSurvey = new ZoneSurvey(inquiry, plan, endpoint);
    nameSurvey.begin();
    zoneSurvey.begin();
    Rehearsal.Name rehearsed = gates.name(endpoint.host());
    NameFacts names = nameSurvey.facts(rehearsed);
    ZoneFacts zone = zoneSurvey.facts(names);
    List<ValidatedAnswer> parents = nameSurvey.parents(ends(names, zone));
    HttpLook http = plan.http();
    return new Survey(
        endpoint,
        clock.instant(),
        names,
        zone,
        parents,
        plan.connects() ? handshakes(endpoint, plan, names.addresses(), rehearsed) : List.of(),
        http == null || names.addresses().isEmpty()
            ? Optional.empty()
            : Optional.of(http.look(endpoint, names.addresses())),
        plan,
        inquiry.count());
  }

  /**
   * Asks for the records that a zone's owner needs: NS, SOA, DS, DNSKEY, CDS, CDNSKEY, NSEC3PARAM,
   * NSEC and CAA records at its apex. Connects to nothing. Blocks as {@link #survey} does for
   * lookups.
   *
   * @param apex any DNS name, with or without its last dot. The answer for SOA shows whether it is
   *     an apex
   * @throws dev.trustconnect.dnssec.QuestionSyntaxException if it isn't a name
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public ZoneFacts zone(String apex) {
    return ZoneSurvey.atApex(new Inquiry(lookups), apex);
  }

  /**
   * Makes one handshake with a server whose address is known, such as a DNS-over-HTTPS server. No
   * name is looked up, nothing is judged, and no byte of a request is sent; a chain that no root
   * vouches for is recorded too. Blocks for {@code limit} at most. Never throws because of what is
   * found.
   *
   * @param host the server name to send; null for none
   * @param limit on the connection, handshake included; above zero
   */
  public Handshake handshake(@Nullable HostName host, InetSocketAddress server, Duration limit) {
    InetAddress address = server.getAddress();
    return ObservingHandshake.with(host, address, server.getPort(), limit)
        .as(
            host == null ? Kind.WITHOUT_NAME : Kind.USUAL,
            address,
            clock.instant(),
            Set::of,
            Optional.empty());
  }

  /** Where the name's aliases and its name servers lead. */
  private static List<Hop> ends(NameFacts names, ZoneFacts zone) {
    List<Hop> ends = new ArrayList<>();
    ends.add(names.target());
    zone.nameServers().forEach(server -> ends.add(server.last()));
    return ends;
  }

  private List<Handshake> handshakes(
      Endpoint endpoint, SurveyPlan plan, List<InetAddress> addresses, Rehearsal.Name rehearsed) {
    List<Handshake> made = new ArrayList<>();
    InetAddress reached = null;
    for (InetAddress address :
        addresses.subList(0, Math.min(SurveyPlan.MAX_ADDRESSES, addresses.size()))) {
      if (reached == null || plan.allAddresses()) {
        Handshake handshake = usual(endpoint, plan, address, rehearsed);
        made.add(handshake);
        if (reached == null && handshake.outcome() != Handshake.Outcome.UNREACHABLE) {
          reached = address;
        }
      }
    }
    if (reached != null && plan.looksWithoutName()) {
      made.add(
          ObservingHandshake.with(null, reached, endpoint.port(), plan.timeout())
              .as(Kind.WITHOUT_NAME, reached, clock.instant(), Set::of, Optional.empty()));
    }
    if (reached != null && plan.looksForLegacy()) {
      made.add(LegacyHello.with(endpoint.host(), reached, endpoint.port(), plan.timeout()));
    }
    return made;
  }

  private Handshake usual(
      Endpoint endpoint, SurveyPlan plan, InetAddress address, Rehearsal.Name rehearsed) {
    ObservingHandshake.Seen seen =
        ObservingHandshake.with(endpoint.host(), address, endpoint.port(), plan.timeout());
    Instant now = clock.instant();
    return seen.as(
        Kind.USUAL,
        address,
        now,
        gates::usualAuthorities,
        judgement(seen.observed(), endpoint, plan, address, rehearsed));
  }

  private Optional<Handshake.Judgement> judgement(
      Observed observed,
      Endpoint endpoint,
      SurveyPlan plan,
      InetAddress address,
      Rehearsal.Name rehearsed) {
    return observed.served().isEmpty()
        ? Optional.empty()
        : gates
            .connection(rehearsed, endpoint.port(), address, observed.served(), observed.authType())
            .map(
                connection ->
                    new Handshake.Judgement(
                        connection.path(),
                        connection
                            .path()
                            .filter(path -> publicRoots.has(path, plan.publicRoots()))
                            .isPresent(),
                        connection.matchedPins().size(),
                        connection.findings(),
                        connection.refusal()));
  }
}
