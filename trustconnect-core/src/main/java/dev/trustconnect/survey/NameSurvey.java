package dev.trustconnect.survey;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.gate.Rehearsal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.AddressFinding;
import dev.trustconnect.resolve.AddressRules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Type;

/** The part of a survey about the host's name. */
final class NameSurvey {
  private final Inquiry inquiry;
  private final SurveyPlan plan;
  private final HostName host;

  NameSurvey(Inquiry inquiry, SurveyPlan plan, HostName host) {
    this.inquiry = inquiry;
    this.plan = plan;
    this.host = host;
  }

  /** Asks for everything that can be asked before the zone is known, without waiting. */
  void begin() {
    inquiry.begin(about(Type.A));
    inquiry.begin(about(Type.AAAA));
    inquiry.begin(about(Type.HTTPS));
    for (OtherUpstream other : plan.others()) {
      inquiry.begin(other.lookups(), about(Type.A));
    }
  }

  private Question about(int type) {
    return Question.of(host.ascii(), type);
  }

  NameFacts facts(Rehearsal.Name rehearsed) {
    ValidatedAnswer ipv4 = inquiry.answer(about(Type.A));
    ValidatedAnswer ipv6 = inquiry.answer(about(Type.AAAA));
    List<InetAddress> addresses = new ArrayList<>();
    List<AddressFinding> special = new ArrayList<>();
    for (ValidatedAnswer answer : List.of(ipv4, ipv6)) {
      for (InetAddress address : addressesOf(answer)) {
        sort(address, rehearsed.rules(), addresses, special);
      }
    }
    return new NameFacts(
        ipv4,
        ipv6,
        inquiry.answer(about(Type.HTTPS)),
        addresses,
        special,
        views(),
        system(),
        Optional.ofNullable(rehearsed.refusal()));
  }

  private static void sort(
      InetAddress address,
      AddressRules rules,
      List<InetAddress> addresses,
      List<AddressFinding> special) {
    Optional<AddressFinding> found = rules.find(address);
    if (found.isPresent()) {
      special.add(found.get());
    } else {
      addresses.add(address);
    }
  }

  private static List<InetAddress> addressesOf(ValidatedAnswer answer) {
    List<InetAddress> addresses = new ArrayList<>();
    for (DnsRecord dnsRecord : NameFacts.recordsOf(answer)) {
      try {
        addresses.add(InetAddress.getByAddress(dnsRecord.rdataBytes()));
      } catch (UnknownHostException wrongLength) { // dnsjava parsed it: it is 4 or 16 bytes
        throw new IllegalStateException(wrongLength);
      }
    }
    return addresses;
  }

  private List<UpstreamView> views() {
    List<UpstreamView> views = new ArrayList<>();
    for (OtherUpstream other : plan.others()) {
      views.add(
          new UpstreamView(other.label(), inquiry.lookup(other.lookups(), about(Type.A)).answer()));
    }
    return views;
  }

  private Optional<List<InetAddress>> system() {
    SystemNames names = plan.system();
    if (names == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(names.addressesOf(host));
    } catch (UnknownHostException none) {
      return Optional.of(List.of());
    }
  }

  /**
   * The answers for the registered domains of names that don't exist; none if they aren't known.
   */
  List<ValidatedAnswer> parents(List<Hop> ends) {
    List<Question> questions = new ArrayList<>();
    for (Hop end : ends) {
      String domain = plan.registrable(end.owner());
      if (plan.knowsRegistrable()
          && end.kind() == Hop.Kind.NXDOMAIN
          && !domain.equals(plan.registrable(host.ascii()))) {
        questions.add(Question.of(domain, Type.NS));
      }
    }
    return inquiry.answers(questions);
  }
}
