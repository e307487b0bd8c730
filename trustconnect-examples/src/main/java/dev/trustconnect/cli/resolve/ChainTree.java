package dev.trustconnect.cli.resolve;

import static dev.trustconnect.cli.resolve.QuestionText.absolute;

import dev.trustconnect.cli.terminal.Ipv6Text;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.FailingLink;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.dnssec.ZoneLink;
import dev.trustconnect.resolve.AddressFinding;
import dev.trustconnect.resolve.Lookup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Draws answers and the zones they rest on as one tree, from the root down to the names. */
final class ChainTree {
  private final Style style;

  ChainTree(Style style) {
    this.style = style;
  }

  /** The tree and, below it, the verdict of each answer. Ends with a line break. */
  String render(List<Lookup> lookups) {
    StringBuilder text = new StringBuilder();
    for (Branch top : grow(lookups)) {
      top.draw(text, style, "", "");
    }
    for (Lookup lookup : lookups) {
      text.append('\n');
      summary(lookup).forEach(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }

  private List<Branch> grow(List<Lookup> lookups) {
    Map<Name, Branch> zones = new LinkedHashMap<>();
    List<Branch> tops = new ArrayList<>();
    for (Lookup lookup : lookups) {
      for (ZoneLink link : inOrderOfHops(lookup.answer())) {
        Name apex = name(link.zone());
        if (!zones.containsKey(apex)) {
          Optional<Branch> parent = enclosing(zones, apex);
          Branch branch = zone(link, parent.isEmpty());
          parent.map(Branch::children).orElse(tops).add(branch);
          zones.put(apex, branch);
        }
      }
    }
    Set<Branch> drawn = new HashSet<>();
    for (Lookup lookup : lookups) {
      for (Hop hop : lookup.answer().hops()) {
        Branch branch = hop(lookup.answer().question(), hop);
        if (drawn.add(branch)) { // A and AAAA share their aliases
          enclosing(zones, place(hop)).map(Branch::children).orElse(tops).add(branch);
        }
      }
    }
    return tops;
  }

  /** The zones in the order of the names that lead through them; parents stay first. */
  private static List<ZoneLink> inOrderOfHops(ValidatedAnswer answer) {
    List<ZoneLink> links = new ArrayList<>(answer.chain());
    links.sort(Comparator.comparingInt(link -> firstHopBelow(answer.hops(), name(link.zone()))));
    return links;
  }

  private static int firstHopBelow(List<Hop> hops, Name apex) {
    for (int i = 0; i < hops.size(); i++) {
      if (name(hops.get(i).owner()).subdomain(apex)) {
        return i;
      }
    }
    return hops.size();
  }

  /** Where to show a hop: a hop that isn't proven has no zone, and is shown by its name. */
  private static Name place(Hop hop) {
    return name(hop.verdict().isProven() ? hop.zone() : hop.owner());
  }

  /** The deepest zone at or above {@code name}. */
  private static Optional<Branch> enclosing(Map<Name, Branch> zones, Name name) {
    for (int skipped = 0; skipped < name.labels(); skipped++) {
      Branch zone = zones.get(new Name(name, skipped));
      if (zone != null) {
        return Optional.of(zone);
      }
    }
    return Optional.empty();
  }

  private static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalStateException("an answer has names in it: " + text, e);
    }
  }

  private Branch zone(ZoneLink link, boolean isTop) {
    List<String> details = new ArrayList<>();
    for (ZoneLink.Ds ds : link.ds()) {
      String line =
          "%s %d %s %s"
              .formatted(
                  isTop ? "anchor" : "DS",
                  ds.keyTag(),
                  Mnemonics.algorithm(ds.algorithm()),
                  Mnemonics.digest(ds.digestType()));
      details.add(ds.used() ? line : style.faint(line + " (not used)"));
    }
    for (ZoneLink.Key key : link.keys()) {
      details.add(
          "key %d %s %s%s"
              .formatted(
                  key.keyTag(),
                  Mnemonics.algorithm(key.algorithm()),
                  key.bits() > 0 ? key.bits() + " bits " : "",
                  Mnemonics.role(key.flags())));
    }
    for (ZoneLink.Signature signature : link.signatures()) {
      String line =
          "keys signed by %d, %s to %s"
              .formatted(
                  signature.keyTag(),
                  Mnemonics.time(signature.inception()),
                  Mnemonics.time(signature.expiration()));
      details.add(signature.used() ? line : style.faint(line + " (not used)"));
    }
    return new Branch(style.strong(link.zone()) + "  " + state(link), details, new ArrayList<>());
  }

  private String state(ZoneLink link) {
    return switch (link.state()) {
      case SIGNED -> style.good("signed");
      case UNSIGNED -> style.fair("unsigned [" + link.reason() + "]");
      case BROKEN -> style.bad(style.cross() + " broken [" + link.reason() + "]");
    };
  }

  private Branch hop(Question question, Hop hop) {
    List<String> details = new ArrayList<>();
    String type = Type.string(question.type());
    String name = absolute(hop.owner());
    String title =
        switch (hop.kind()) {
          case POSITIVE -> name + " " + type;
          case CNAME -> name + " CNAME";
          case DNAME -> name + " through a DNAME";
          case NODATA -> name + " has no " + type;
          case NXDOMAIN -> name + " does not exist";
          case UNANSWERED -> name + " " + type + " unanswered";
        };
    for (DnsRecord record : ShownRecords.of(question, hop)) {
      details.add(
          "%s %s  (%d s)"
              .formatted(said(hop, record), ShownRecords.data(record), record.ttlSeconds()));
    }
    if (question.type() != Type.RRSIG) {
      hop.signatures().forEach(signature -> details.add(signature(hop, signature)));
    }
    String verdict = style.verdict(hop.verdict());
    String reason =
        hop.verdict() instanceof Verdict.Secure ? "" : " [" + hop.verdict().reason() + "]";
    return new Branch(style.strong(title) + "  " + verdict + reason, details, new ArrayList<>());
  }

  private String said(Hop hop, DnsRecord record) {
    boolean alias = record.type() == Type.CNAME && hop.kind() != Hop.Kind.POSITIVE;
    String type = alias ? style.arrow() : record.typeName();
    return record.owner().equalsIgnoreCase(hop.owner())
        ? type
        : absolute(record.owner()) + " " + type;
  }

  private static String signature(Hop hop, DnsRecord record) {
    byte[] data = record.rdataBytes();
    RRSIGRecord signature =
        (RRSIGRecord) Record.newRecord(Name.root, record.type(), DClass.IN, 0, data.length, data);
    Name signer = signature.getSigner();
    return "signed by %d%s %s, %s to %s"
        .formatted(
            signature.getFootprint(),
            signer.equals(name(hop.zone())) ? "" : " of " + signer,
            Mnemonics.algorithm(signature.getAlgorithm()),
            Mnemonics.time(signature.getTimeSigned()),
            Mnemonics.time(signature.getExpire()));
  }

  private List<String> summary(Lookup lookup) {
    ValidatedAnswer answer = lookup.answer();
    Verdict verdict = answer.verdict();
    List<String> lines = new ArrayList<>();
    lines.add(style.strong(answer.question().toString()) + "  " + style.verdict(verdict));
    if (!(verdict instanceof Verdict.Secure)) {
      lines.add("  why: " + verdict.detail() + " [" + verdict.reason() + "]");
      verdict.link().ifPresent(link -> lines.add("  where: " + where(link)));
    }
    if (verdict.isProven()) {
      String until = Mnemonics.time(answer.validUntil());
      lines.add("  valid until %s (%s)".formatted(until, count(answer.ttlSeconds(), "second")));
    }
    lines.add(
        style.faint(
            "  %s in %s, %d ms"
                .formatted(
                    count(lookup.questions(), "question"),
                    count(lookup.roundTrips(), "round trip"),
                    lookup.elapsed().toMillis())));
    for (AddressFinding finding : lookup.addressFindings()) {
      lines.add(style.fair("  note: " + note(finding)));
    }
    return lines;
  }

  private static String note(AddressFinding finding) {
    return "%s is in %s (%s, %s) [%s]"
        .formatted(
            Ipv6Text.shortened(finding.address().getHostAddress()),
            finding.range(),
            finding.name(),
            finding.rfc(),
            finding.reason());
  }

  private static String where(FailingLink link) {
    StringBuilder words = new StringBuilder(link.part() + " of " + link.zone());
    link.keyTag().ifPresent(tag -> words.append(", key ").append(tag));
    link.algorithm().ifPresent(number -> words.append(", ").append(Mnemonics.algorithm(number)));
    return words.toString();
  }

  private static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** A node: its title, lines about it, and its children. */
  private record Branch(String title, List<String> details, List<Branch> children) {
    void draw(StringBuilder text, Style style, String first, String rest) {
      line(text, first + title);
      String beside = rest + (children.isEmpty() ? "   " : style.bar());
      details.forEach(detail -> line(text, beside + detail));
      for (int i = 0; i < children.size(); i++) {
        boolean last = i == children.size() - 1;
        children
            .get(i)
            .draw(
                text,
                style,
                rest + (last ? style.corner() : style.fork()),
                rest + (last ? "   " : style.bar()));
      }
    }

    private static void line(StringBuilder text, String line) {
      text.append(line).append('\n');
    }
  }
}
