package dev.trustconnect.testing;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.TrustAnchors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A signed internet in memory that answers like an honest recursive resolver asked with CD and DO.
 *
 * <p>It follows aliases across zones, puts the whole chain with its signatures in ANSWER and the
 * denials in AUTHORITY, and never validates. Harms are laid over it, so that one healthy world
 * serves many tests. Immutable but for its memory of signatures; thread-safe.
 */
public final class SignedWorld {
  /** The world's own time unless told otherwise. */
  public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static final int MAX_HOPS = 20;

  private final Map<Name, SignedZone> zones;
  private final Instant now;
  private final List<Harm> harms;
  private volatile @Nullable TrustAnchors anchors; // once read: a benchmark asks for them each time

  private SignedWorld(Map<Name, SignedZone> zones, Instant now, List<Harm> harms) {
    this.zones = Map.copyOf(zones);
    this.now = now;
    this.harms = List.copyOf(harms);
  }

  /** An empty plan; the root and the top-level domains that are needed come by themselves. */
  public static Builder builder() {
    return new Builder();
  }

  /** The same world with {@code harm} done to every answer, after the harms it already has. */
  public SignedWorld harm(Harm harm) {
    List<Harm> more = new ArrayList<>(harms);
    more.add(harm);
    return new SignedWorld(zones, now, more);
  }

  /** The same world without its harms: the healthy twin. */
  public SignedWorld healthy() {
    return new SignedWorld(zones, now, List.of());
  }

  /** The answer to a question, harms included. A fresh message each time. */
  public Message answer(Name qname, int qtype) {
    Message message = honest(qname, qtype);
    for (Harm harm : harms) {
      message = harm.apply(this, Dnsjava.question(qname, qtype), message);
    }
    return message;
  }

  /** The answer to a question, harms included; the name with or without its last dot. */
  public Message answer(String qname, int qtype) {
    return answer(TestNames.of(qname), qtype);
  }

  /** The answer to a question as the world would give it without harms. */
  public Message honest(Name qname, int qtype) {
    Reply reply = new Reply();
    Set<Name> seen = new HashSet<>();
    Name name = qname;
    for (int hop = 0; name != null && seen.add(name) && hop < MAX_HOPS; hop++) {
      name = zoneFor(name, qtype).answer(name, qtype, reply);
    }
    return reply.toMessage(qname, qtype);
  }

  /**
   * The zone that answers for a name: the deepest, but the parent for a DS at an apex (RFC 4035
   * §3.1.4.1).
   */
  public SignedZone zoneFor(Name name, int type) {
    int start = type == Type.DS && zones.containsKey(name) && name.labels() > 1 ? 1 : 0;
    for (int skip = start; skip < name.labels(); skip++) {
      SignedZone zone = zones.get(new Name(name, skip));
      if (zone != null) {
        return zone;
      }
    }
    throw new IllegalStateException("a world has a root");
  }

  /** The zone with this apex. */
  public SignedZone zone(String apex) {
    return zone(TestNames.of(apex));
  }

  /** The zone with this apex. */
  public SignedZone zone(Name apex) {
    SignedZone zone = zones.get(apex);
    if (zone == null) {
      throw new IllegalArgumentException("no zone " + apex);
    }
    return zone;
  }

  /** The fields of an existing signature of this world, to change and sign again. */
  public SignatureFields signatureFieldsOf(RRSIGRecord rrsig) {
    return SignatureFields.of(rrsig, keyOf(rrsig));
  }

  private TestKey keyOf(RRSIGRecord rrsig) {
    List<TestKey> keys = zone(rrsig.getSigner()).keys();
    return keys.stream()
        .filter(k -> k.tag() == rrsig.getFootprint() && k.algorithm() == rrsig.getAlgorithm())
        .findFirst()
        .orElse(keys.get(rrsig.getTypeCovered() == Type.DNSKEY ? 0 : keys.size() - 1));
  }

  /**
   * Whether an honest answer holds {@code record}; TTLs don't matter. Signatures are held by their
   * own bytes.
   */
  public boolean holds(Record record) {
    int type = record.getType() == Type.RRSIG ? record.getRRsetType() : record.getType();
    Message honest = honest(record.getName(), type);
    return Sections.of(honest).all().stream().anyMatch(record::equals);
  }

  /** The moment at which all of this is valid. */
  public Instant now() {
    return now;
  }

  /** The root's DS, SHA-256. */
  public TrustAnchors anchors() {
    TrustAnchors read = anchors;
    if (read == null) {
      read = anchored(anchorRecords());
      anchors = read;
    }
    return read;
  }

  /** The root's DS and, for each name, the keys of that zone: for islands. */
  public TrustAnchors anchors(String... islands) {
    List<Record> records = new ArrayList<>(anchorRecords());
    for (String island : islands) {
      records.addAll(zoneKeyAnchor(island));
    }
    return anchored(records);
  }

  private static TrustAnchors anchored(List<Record> records) {
    String text = records.stream().map(Record::toString).collect(Collectors.joining("\n"));
    return TrustAnchors.parse(text, "the world's anchors");
  }

  /** The records of {@link #anchors()}: what an anchor file would say. */
  public List<Record> anchorRecords() {
    return zone(Name.root).keys().stream()
        .filter(TestKey::isKsk)
        .map(key -> (Record) key.ds(Name.root, 0, 2))
        .toList();
  }

  /** The key-signing DNSKEYs of a zone, for use as anchors. */
  public List<Record> zoneKeyAnchor(String apex) {
    SignedZone zone = zone(apex);
    return zone.keys().stream()
        .filter(TestKey::isKsk)
        .map(key -> (Record) key.dnskey(zone.apex(), 0))
        .toList();
  }

  /** A response without any records; for harms that silence an answer. */
  public static Message empty(Question question) {
    return Reply.blank(Dnsjava.name(question), question.type(), Rcode.NOERROR);
  }

  /** The plan of a world. Not thread-safe. */
  public static final class Builder {
    private final Map<Name, ZoneBuilder> plans = new TreeMap<>(); // canonical order: parents first
    private Instant now = NOW;

    private Builder() {}

    /** The world's time; signatures are valid around it. */
    public Builder now(Instant instant) {
      now = instant;
      return this;
    }

    /** A signed zone with nothing special in it. */
    public Builder zone(String apex) {
      return zone(apex, plan -> {});
    }

    /** A zone as {@code plan} has it; called again for the same apex, the plan goes on. */
    public Builder zone(String apex, Consumer<ZoneBuilder> plan) {
      plan.accept(plan(TestNames.of(apex)));
      return this;
    }

    private ZoneBuilder plan(Name apex) {
      return plans.computeIfAbsent(apex, ZoneBuilder::new);
    }

    /** The world; keys are made now, signatures when first needed. */
    public SignedWorld build() {
      plan(Name.root);
      for (Name apex : List.copyOf(plans.keySet())) {
        if (apex.labels() > 2) {
          plan(new Name(apex, apex.labels() - 2));
        }
      }
      AtomicInteger rsaKeys = new AtomicInteger();
      Map<Name, List<TestKey>> keys = new HashMap<>();
      Map<Name, List<Record>> records = new HashMap<>();
      for (ZoneBuilder plan : plans.values()) {
        keys.put(plan.apex, plan.makeKeys(rsaKeys::getAndIncrement));
        records.put(plan.apex, ownRecords(plan, keys.get(plan.apex)));
        ZoneBuilder parent = parent(plan.apex);
        if (parent != null) {
          List<Record> delegation = records.get(parent.apex);
          records.get(plan.apex).stream()
              .filter(r -> r.getType() == Type.NS && r.getName().equals(plan.apex))
              .forEach(delegation::add);
          delegation.addAll(plan.makeDs(keys.get(plan.apex), parent.ttl()));
        }
      }
      Map<Name, SignedZone> zones = new HashMap<>();
      for (ZoneBuilder plan : plans.values()) {
        ZoneTree tree = new ZoneTree(plan.apex, records.get(plan.apex));
        zones.put(plan.apex, new SignedZone(plan, tree, keys.get(plan.apex), now));
      }
      return new SignedWorld(zones, now, List.of());
    }

    private @Nullable ZoneBuilder parent(Name apex) {
      for (int skip = 1; skip < apex.labels(); skip++) {
        ZoneBuilder parent = plans.get(new Name(apex, skip));
        if (parent != null) {
          return parent;
        }
      }
      return null;
    }

    private static List<Record> ownRecords(ZoneBuilder plan, List<TestKey> keys) {
      List<Record> records = new ArrayList<>(plan.userRecords());
      if (!hasAtApex(records, plan.apex, Type.SOA)) {
        records.add(plan.soa());
      }
      if (!hasAtApex(records, plan.apex, Type.NS)) {
        records.add(plan.ns());
        records.add(plan.nsAddress());
      }
      plan.makeStrayKeys(keys).forEach(k -> records.add(k.dnskey(plan.apex, plan.ttl())));
      keys.forEach(key -> records.add(key.dnskey(plan.apex, plan.ttl())));
      records.addAll(plan.nsec3Param(plan.isSigned()));
      return records;
    }

    private static boolean hasAtApex(List<Record> records, Name apex, int type) {
      return records.stream().anyMatch(r -> r.getType() == type && r.getName().equals(apex));
    }
  }
}
