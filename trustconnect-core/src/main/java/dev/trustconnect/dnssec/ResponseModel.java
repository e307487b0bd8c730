package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.FailingLink.Part;
import dev.trustconnect.finding.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A response laid out as hops. It answers the question that was asked, but nothing in it is
 * verified yet.
 *
 * @param rcode the response code
 * @param hops at least one
 * @param next the name that the last alias leads to and that this response says nothing about, or
 *     null
 */
record ResponseModel(int rcode, List<ReceivedHop> hops, @Nullable Name next) {

  /** Why a response can't be used at all. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    Unusable(Reason reason, String detail, Question question) {
      super(detail, null, false, false);
      this.failure =
          new Failure(reason, detail, FailingLink.at(question.name().toString(), Part.FETCH));
    }

    Failure failure() {
      return failure;
    }
  }

  /**
   * Lays out {@code message} as the answer to {@code question}, following at most {@code
   * maxAliases} aliases.
   */
  static ResponseModel of(Question question, Message message, int maxAliases) throws Unusable {
    checkIsOurs(question, message);
    checkRcode(question, message);
    checkSize(question, message);
    checkCanBeCompared(question, message);
    return new Layout(question, message, maxAliases).lay();
  }

  private static void checkIsOurs(Question question, Message message) throws Unusable {
    List<Record> asked = message.getSection(Section.QUESTION);
    if (!message.getHeader().getFlag(Flags.QR)
        || message.getHeader().getOpcode() != Opcode.QUERY
        || asked.size() != 1
        || !asked.get(0).getName().equals(question.name())
        || asked.get(0).getType() != question.type()
        || asked.get(0).getDClass() != org.xbill.DNS.DClass.IN) {
      throw new Unusable(
          Reason.UPSTREAM_ANSWER_NOT_OURS, "the response does not answer " + question, question);
    }
  }

  private static void checkRcode(Question question, Message message) throws Unusable {
    if (message.getHeader().getFlag(Flags.TC)) {
      throw new Unusable(
          Reason.UPSTREAM_TRUNCATED, "the response to " + question + " is truncated", question);
    }
    int rcode = message.getRcode();
    if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN && rcode != Rcode.YXDOMAIN) {
      throw new Unusable(
          Reason.UPSTREAM_RCODE,
          "the upstream answers " + question + " with " + Rcode.string(rcode),
          question);
    }
  }

  private static void checkSize(Question question, Message message) throws Unusable {
    if (ReceivedSets.isExcessive(message.getSection(Section.ANSWER))
        || ReceivedSets.isExcessive(message.getSection(Section.AUTHORITY))) {
      throw new Unusable(
          Reason.UPSTREAM_ANSWER_EXCESSIVE,
          "the response to " + question + " holds more records than any honest one",
          question);
    }
  }

  /**
   * dnsjava reads records that it can't write (a WKS without services, RFC 1035 §3.4.2), and it
   * writes records to compare, order and verify them.
   */
  private static void checkCanBeCompared(Question question, Message message) throws Unusable {
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      for (Record record : message.getSection(section)) {
        try {
          record.rdataToWireCanonical();
        } catch (RuntimeException unwritable) {
          throw new Unusable(
              Reason.UPSTREAM_GARBAGE,
              "the response to " + question + " holds a malformed " + Type.string(record.getType()),
              question);
        }
      }
    }
  }

  /** One walk along the aliases of one response. */
  private static final class Layout {
    private final Question question;
    private final int rcode;
    private final int maxAliases;
    private final ReceivedSets answer;
    private final ReceivedSets authority;
    private final List<ReceivedHop> hops = new ArrayList<>();
    private final Set<Name> visited = new HashSet<>();

    Layout(Question question, Message message, int maxAliases) {
      this.question = question;
      this.rcode = message.getRcode();
      this.maxAliases = maxAliases;
      this.answer = ReceivedSets.of(message.getSection(Section.ANSWER));
      this.authority = ReceivedSets.of(message.getSection(Section.AUTHORITY));
    }

    ResponseModel lay() throws Unusable {
      Name name = question.name();
      while (true) {
        if (!visited.add(name)) {
          throw new Unusable(Reason.ALIAS_LOOP, name + " is an alias of itself", question);
        }
        if (hops.size() > maxAliases) {
          throw new Unusable(
              Reason.ALIAS_CHAIN_TOO_LONG, "more than " + maxAliases + " aliases", question);
        }
        Name target = follow(name);
        if (target == null) {
          return new ResponseModel(rcode, List.copyOf(hops), null);
        }
        name = target;
        if (saysNothingOf(name)) {
          return new ResponseModel(rcode, List.copyOf(hops), name);
        }
      }
    }

    /** Adds the hop at {@code name}; the name it leads to, or null if it is the last. */
    private @Nullable Name follow(Name name) throws Unusable {
      RRset dname = answer.closestDnameAbove(name);
      if (dname != null && !isSignedHere(name)) {
        return followDname(name, dname);
      }
      List<RRset> data = answer.at(name, question.type());
      if (!data.isEmpty()) {
        if (rcode == Rcode.YXDOMAIN || (rcode == Rcode.NXDOMAIN && !wantsTheAlias())) {
          throw contradiction(name);
        }
        hops.add(new ReceivedHop(Hop.Kind.POSITIVE, name, data, authority));
        return null;
      }
      List<RRset> cname = answer.at(name, Type.CNAME);
      if (!cname.isEmpty()) {
        hops.add(new ReceivedHop(Hop.Kind.CNAME, name, cname, authority));
        return ((CNAMERecord) only(cname.get(0))).getTarget();
      }
      if (rcode == Rcode.YXDOMAIN) {
        throw contradiction(name); // only a DNAME that makes a name too long says so
      }
      Hop.Kind kind = rcode == Rcode.NXDOMAIN ? Hop.Kind.NXDOMAIN : Hop.Kind.NODATA;
      hops.add(new ReceivedHop(kind, name, List.of(), authority));
      return null;
    }

    /**
     * RFC 6672 §3.1, §5.3.1: the CNAME is unsigned and must be the CNAME that the signed DNAME
     * yields.
     */
    private @Nullable Name followDname(Name name, RRset dname) throws Unusable {
      Name target;
      try {
        target = name.fromDNAME((DNAMERecord) only(dname));
      } catch (NameTooLongException tooLong) {
        target = null;
      }
      List<RRset> synthesised = answer.at(name, Type.CNAME);
      List<RRset> sets = new ArrayList<>(List.of(dname));
      sets.addAll(synthesised);
      boolean mismatch =
          target == null
              ? rcode != Rcode.YXDOMAIN || !synthesised.isEmpty()
              : !synthesised.isEmpty()
                  && !((CNAMERecord) only(synthesised.get(0))).getTarget().equals(target);
      hops.add(new ReceivedHop(Hop.Kind.DNAME, name, sets, authority, mismatch));
      return mismatch || wantsTheAlias() ? null : target;
    }

    /** With an alias the response code may be that of its target (RFC 6604 §2.1). */
    private boolean wantsTheAlias() {
      return question.type() == Type.CNAME || question.type() == Type.ANY;
    }

    private Unusable contradiction(Name name) {
      return new Unusable(
          Reason.UPSTREAM_RCODE,
          "the response code " + Rcode.string(rcode) + " contradicts the answer about " + name,
          question);
    }

    private boolean isSignedHere(Name name) {
      return answer.at(name, question.type()).stream().anyMatch(set -> set.sigSize() > 0)
          || answer.at(name, Type.CNAME).stream().anyMatch(set -> set.sigSize() > 0);
    }

    private Record only(RRset set) throws Unusable {
      if (set.size() != 1) {
        throw new Unusable(
            Reason.ALIAS_AMBIGUOUS,
            set.getName() + " has " + set.size() + " targets; an alias has one",
            question);
      }
      return set.first();
    }

    private boolean saysNothingOf(Name name) {
      return answer.at(name, question.type()).isEmpty()
          && answer.at(name, Type.CNAME).isEmpty()
          && answer.closestDnameAbove(name) == null
          && !authority.mayDeny(name);
    }
  }
}
