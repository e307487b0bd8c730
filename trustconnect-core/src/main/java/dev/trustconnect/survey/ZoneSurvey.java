package dev.trustconnect.survey;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Type;

/** The part of a survey about the host's zone. */
final class ZoneSurvey {
  /** How far up CAA records are looked for; RFC 8659 §3 climbs to the root. */
  private static final int MAX_CAA = 3;

  /** How many name servers are looked up. */
  private static final int MAX_NAME_SERVERS = 2;

  /** RFC 1035 §2.3.4 counts 255 octets on the wire. */
  private static final int MAX_NAME = 253;

  private static final List<Integer> OF_SIGNED_ZONES =
      List.of(Type.NS, Type.DS, Type.CDS, Type.CDNSKEY, Type.NSEC3PARAM);
  private static final List<Integer> OF_UNSIGNED_ZONES = List.of(Type.NS, Type.DNSKEY);
  private static final List<Integer> OF_WHOLE_ZONES =
      List.of(Type.NS, Type.SOA, Type.DS, Type.DNSKEY, Type.CDS, Type.CDNSKEY, Type.NSEC3PARAM);

  private static final List<Integer> OF_OWN_ZONES =
      List.of(
          Type.SOA,
          Type.DNSKEY,
          Type.DS,
          Type.NS,
          Type.CDS,
          Type.CDNSKEY,
          Type.NSEC3PARAM,
          Type.NSEC,
          Type.CAA);

  private final Inquiry inquiry;
  private final SurveyPlan plan;
  private final Endpoint endpoint;

  ZoneSurvey(Inquiry inquiry, SurveyPlan plan, Endpoint endpoint) {
    this.inquiry = inquiry;
    this.plan = plan;
    this.endpoint = endpoint;
  }

  /** The answers about a zone itself, without a host in it. */
  static ZoneFacts atApex(Inquiry inquiry, String apex) {
    Question soa = Question.of(apex, Type.SOA);
    List<ValidatedAnswer> answers =
        inquiry.answers(OF_OWN_ZONES.stream().map(soa::withType).toList());
    Map<Integer, ValidatedAnswer> atApex = new LinkedHashMap<>();
    for (int i = 0; i < answers.size(); i++) {
      atApex.put(OF_OWN_ZONES.get(i), answers.get(i));
    }
    ValidatedAnswer caa = atApex.get(Type.CAA);
    return new ZoneFacts(
        soa.owner(), atApex, caa == null ? List.of() : List.of(caa), Optional.empty(), List.of());
  }

  /** Asks for what can be asked before the zone is known, without waiting. */
  void begin() {
    tlsa().ifPresent(inquiry::begin);
    inquiry.begin(caa(endpoint.host().ascii()));
  }

  /** Empty if the name would be too long: then there is no such record. */
  private Optional<Question> tlsa() {
    String name = "_" + endpoint.port() + "._tcp." + endpoint.host().ascii();
    return name.length() > MAX_NAME ? Optional.empty() : Optional.of(Question.of(name, Type.TLSA));
  }

  private static Question caa(String name) {
    return Question.of(name, Type.CAA);
  }

  ZoneFacts facts(NameFacts names) {
    Hop own = names.ipv4().hops().get(0);
    String apex = NameFacts.withoutDot(own.zone());
    Map<Integer, ValidatedAnswer> atApex = new LinkedHashMap<>();
    List<ValidatedAnswer> servers = List.of();
    if (own.verdict().isProven() && !apex.equals(".")) {
      List<Integer> types = typesFor(own.verdict());
      List<ValidatedAnswer> answers =
          inquiry.answers(types.stream().map(type -> Question.of(apex, type)).toList());
      for (int i = 0; i < types.size(); i++) {
        atApex.put(types.get(i), answers.get(i));
      }
      servers = nameServers(answers.get(types.indexOf(Type.NS)));
    }
    return new ZoneFacts(apex, atApex, caa(own.verdict()), tlsa().map(inquiry::answer), servers);
  }

  private List<Integer> typesFor(Verdict verdict) {
    if (plan.wholeZone()) {
      return OF_WHOLE_ZONES;
    }
    return verdict instanceof Verdict.Secure ? OF_SIGNED_ZONES : OF_UNSIGNED_ZONES;
  }

  private List<ValidatedAnswer> nameServers(ValidatedAnswer ns) {
    List<Question> questions = new ArrayList<>();
    for (DnsRecord server : NameFacts.recordsOf(ns)) {
      if (questions.size() < MAX_NAME_SERVERS) {
        questions.add(Question.of(server.rdata(), Type.A));
      }
    }
    return inquiry.answers(questions);
  }

  private List<ValidatedAnswer> caa(Verdict verdict) {
    List<ValidatedAnswer> answers = new ArrayList<>();
    Question question = caa(endpoint.host().ascii());
    while (answers.size() < MAX_CAA && verdict.isProven() && isBelowTopLevel(question)) {
      ValidatedAnswer answer = inquiry.answer(question);
      answers.add(answer);
      if (!NameFacts.recordsOf(answer).isEmpty() || !answer.verdict().isProven()) {
        break;
      }
      question = question.parent().orElseThrow();
    }
    return answers;
  }

  private static boolean isBelowTopLevel(Question question) {
    return question.owner().indexOf('.') > 0;
  }
}
