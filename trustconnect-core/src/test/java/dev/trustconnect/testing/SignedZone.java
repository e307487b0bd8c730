package dev.trustconnect.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * One zone that answers as its authoritative server would; signs when first asked and keeps the
 * signature.
 */
public final class SignedZone {
  private record SetKey(Name owner, int type) {}

  private final ZoneTree tree;
  private final WorldDenial denial;
  private final List<TestKey> keys;
  private final Instant inception;
  private final Instant expiration;
  private final Map<SetKey, RecordSet> signed = new ConcurrentHashMap<>();

  SignedZone(ZoneBuilder plan, ZoneTree tree, List<TestKey> keys, Instant now) {
    this.tree = tree;
    this.denial = plan.makeDenial(tree);
    this.keys = List.copyOf(keys);
    this.inception = plan.inception(now);
    this.expiration = plan.expiration(now);
  }

  /** The apex. */
  public Name apex() {
    return tree.apex();
  }

  /** The keys that sign, KSKs first; empty for an unsigned zone. */
  public List<TestKey> keys() {
    return keys;
  }

  /**
   * The records of one name and type with their signatures, as they stand in the zone; null if
   * there are none.
   */
  public @Nullable RecordSet find(Name owner, int type) {
    RecordSet set = tree.find(owner, type);
    return set == null ? null : signed(set);
  }

  /** Signs {@code set} with the keys an honest signer of this zone takes for its type. */
  public RecordSet sign(RecordSet set) {
    List<RRSIGRecord> signatures = new ArrayList<>();
    for (TestKey key : signersOf(set.type())) {
      signatures.add(
          SignatureFields.honest(key, apex(), set, inception, expiration).sign(set.records()));
    }
    return set.signedBy(signatures);
  }

  private List<TestKey> signersOf(int type) {
    // RFC 7344 §4.1: a parent takes CDS and CDNSKEY only from a key that it has a DS for.
    boolean ksk = type == Type.DNSKEY || type == Type.CDS || type == Type.CDNSKEY;
    Set<TestKey> signers = new LinkedHashSet<>();
    for (TestKey key : keys) {
      boolean split =
          keys.stream().anyMatch(k -> k.algorithm() == key.algorithm() && k.isKsk() == ksk);
      if (!split || key.isKsk() == ksk) {
        signers.add(key);
      }
    }
    return List.copyOf(signers);
  }

  private RecordSet signed(RecordSet set) {
    boolean authoritative = !tree.isCut(set.owner()) || set.type() != Type.NS;
    if (keys.isEmpty() || !authoritative) {
      return set;
    }
    return signed.computeIfAbsent(new SetKey(set.owner(), set.type()), key -> sign(set));
  }

  /**
   * Adds this zone's part of the answer.
   *
   * @return the name to go on with after an alias, or null at the end
   */
  @Nullable Name answer(Name qname, int qtype, Reply reply) {
    Name occluder = tree.occluder(qname);
    if (occluder != null && tree.has(occluder, Type.DNAME)) {
      return followDname(qname, qtype, occluder, reply);
    }
    if (occluder != null || (tree.isCut(qname) && qtype != Type.DS)) {
      reply.rcode(Rcode.SERVFAIL); // a delegation to a zone that nobody serves
      return null;
    }
    if (tree.exists(qname)) {
      return answerFrom(qname, qname, qtype, reply);
    }
    Name wildcard = WorldNsecDenial.wildcardAt(tree.closestEncloser(qname));
    if (tree.exists(wildcard)) {
      return answerFrom(wildcard, qname, qtype, reply);
    }
    if (!denial.isCompact()) {
      reply.rcode(Rcode.NXDOMAIN);
    } else if (qtype == Type.NSEC) {
      reply.answer(signed(RecordSet.of(denial.nameError(qname))));
      return null;
    }
    deny(denial.nameError(qname), reply);
    return null;
  }

  private @Nullable Name answerFrom(Name source, Name qname, int qtype, Reply reply) {
    boolean expanded = !source.equals(qname);
    boolean asksForNode =
        qtype == Type.CNAME || qtype == Type.ANY || qtype == Type.RRSIG || qtype == Type.NSEC;
    RecordSet alias = asksForNode ? null : tree.find(source, Type.CNAME);
    List<RecordSet> found =
        alias != null ? List.of(expand(alias, qname)) : matches(source, qname, qtype);
    if (found.isEmpty()) {
      deny(expanded ? denial.wildcardNoData(qname) : denial.noData(qname), reply);
      return null;
    }
    found.forEach(reply::answer);
    if (expanded) {
      denial.wildcardAnswer(qname).forEach(r -> reply.authority(signed(RecordSet.of(List.of(r)))));
    }
    return alias == null ? null : ((CNAMERecord) alias.records().get(0)).getTarget();
  }

  private List<RecordSet> matches(Name source, Name qname, int qtype) {
    List<RecordSet> found = new ArrayList<>();
    for (int type : tree.types(source)) {
      if (type == qtype || qtype == Type.ANY || qtype == Type.RRSIG) {
        RecordSet set = tree.find(source, type);
        if (set != null) {
          found.add(expand(set, qname));
        }
      }
    }
    Record nsec = denial.nsecAt(source.equals(qname) || denial.isCompact() ? qname : source);
    if (nsec != null && (qtype == Type.NSEC || qtype == Type.ANY || qtype == Type.RRSIG)) {
      found.add(expand(RecordSet.of(List.of(nsec)), qname));
    }
    if (qtype == Type.RRSIG) {
      found.removeIf(set -> set.signatures().isEmpty());
      found.replaceAll(set -> new RecordSet(set.owner(), set.type(), List.of(), set.signatures()));
    }
    return found;
  }

  /**
   * The set under the name asked for: a wildcard keeps its signature, an online signer makes a new
   * one.
   */
  private RecordSet expand(RecordSet set, Name qname) {
    if (set.owner().equals(qname)) {
      return signed(set);
    }
    return denial.isCompact() ? signed(set.at(qname)) : signed(set).at(qname);
  }

  private @Nullable Name followDname(Name qname, int qtype, Name owner, Reply reply) {
    RecordSet dname = find(owner, Type.DNAME);
    if (dname == null) {
      throw new IllegalStateException("no DNAME at " + owner);
    }
    reply.answer(dname);
    DNAMERecord record = (DNAMERecord) dname.records().get(0);
    try {
      Name target = qname.fromDNAME(record);
      reply.answer(
          RecordSet.of(List.of(new CNAMERecord(qname, DClass.IN, record.getTTL(), target))));
      return qtype == Type.CNAME ? null : target;
    } catch (NameTooLongException e) {
      reply.rcode(Rcode.YXDOMAIN); // RFC 6672 §2.2
      return null;
    }
  }

  /** What this zone shows to prove which types {@code name}, a name of its own, lacks. */
  List<RecordSet> proofAt(Name name) {
    return denial.noData(name).stream().map(r -> signed(RecordSet.of(List.of(r)))).toList();
  }

  private void deny(List<Record> proof, Reply reply) {
    RecordSet soa = find(apex(), Type.SOA);
    if (soa != null) {
      reply.authority(soa.cappedTo(((SOARecord) soa.records().get(0)).getMinimum()));
    }
    proof.forEach(record -> reply.authority(signed(RecordSet.of(List.of(record)))));
  }
}
