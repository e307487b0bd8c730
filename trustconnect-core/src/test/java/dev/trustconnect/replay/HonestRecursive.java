package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A recursive resolver as a stub sees one under CD=1: it follows referrals and aliases, keeps what
 * it learned for its TTL, hands on every signature and proof, and believes all of it.
 *
 * <p>Not thread-safe. Bounded in aliases, referrals, nesting and exchanges; past a bound it answers
 * SERVFAIL.
 */
final class HonestRecursive implements Upstream {
  private static final int MAX_ALIASES = 16;
  private static final int MAX_REFERRALS = 24;
  private static final int MAX_NESTING = 4;
  private static final int MAX_EXCHANGES = 500;
  private static final int MAX_KEPT = 1_000;
  private static final List<Integer> DENIALS = List.of(Type.NSEC, Type.NSEC3);
  private static final List<Integer> NEGATIVE = List.of(Type.SOA, Type.NSEC, Type.NSEC3);
  private static final List<Integer> DS_OR_DENIAL = List.of(Type.DS, Type.NSEC, Type.NSEC3);

  private final ReplayedServers servers;
  private final Delegations delegations;
  private final Set<Name> forwarders;
  private final Map<Question, CachedMessage> kept = new HashMap<>();
  private final SideRecords learned = new SideRecords();
  private Duration now = Duration.ZERO;
  private int exchanges;

  /** A resolver that knows nothing but the hints of {@code file}. */
  HonestRecursive(RplFile file) {
    servers = new ReplayedServers(file.ranges());
    delegations = new Delegations(file.config().hints());
    forwarders = file.config().forwarders();
  }

  /** An answer that is kept for its TTL. */
  private record CachedMessage(Message message, Duration until) {}

  /** A server's reply, and the zone that it speaks for. */
  private record Found(Name zone, ServerReply reply) {}

  /** From now on the servers say what they say at step {@code number}. */
  void step(int number) {
    servers.step(number);
  }

  /** Lets {@code time} pass for what is kept. */
  void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public Optional<Message> ask(Question question) {
    try {
      CachedMessage earlier = kept.get(question);
      if (earlier != null && now.compareTo(earlier.until()) < 0) {
        return Optional.of(earlier.message().clone());
      }
      exchanges = 0;
      Message response = new Message(resolve(question, 0).toWire()); // as a stub reads it
      if (response.getRcode() != Rcode.SERVFAIL && kept.size() < MAX_KEPT) {
        kept.put(question, new CachedMessage(response, now.plusSeconds(ttl(response))));
      }
      return Optional.of(response.clone());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ttl(Message response) {
    long ttl = Integer.MAX_VALUE;
    for (int section = Section.ANSWER; section <= Section.AUTHORITY; section++) {
      for (Record record : response.getSection(section)) {
        ttl = Math.min(ttl, record.getTTL());
      }
    }
    return ttl == Integer.MAX_VALUE ? 0 : ttl;
  }

  /**
   * Follows the aliases from {@code question} on and puts everything found on the way into one
   * response.
   */
  private Message resolve(Question question, int nesting) {
    List<Record> answer = new ArrayList<>();
    List<Record> authority = new ArrayList<>();
    Set<Name> seen = new HashSet<>();
    Question current = question;
    Found earlier = null;
    for (int aliases = 0; aliases <= MAX_ALIASES; ) {
      Found found = iterate(current, nesting).orElse(null);
      if (found == null) {
        // The server of the alias may have spoken for its target too.
        boolean spokenFor = earlier != null && Dnsjava.name(current).subdomain(earlier.zone());
        return spokenFor && earlier.reply().isNegative()
            ? negative(question, earlier, answer, authority)
            : response(question, Rcode.SERVFAIL, List.of(), List.of());
      }
      Question before = current;
      while (true) {
        Optional<Question> next = take(found, current, answer);
        if (next.isEmpty()) {
          break;
        }
        aliases++;
        current = next.get();
        if (!seen.add(Dnsjava.name(current)) || !Dnsjava.name(current).subdomain(found.zone())) {
          break;
        }
      }
      if (isAnswered(current, answer)) {
        authority.addAll(found.reply().authority(found.zone(), DENIALS));
        return response(question, found.reply().rcode(), answer, authority);
      }
      if (current.equals(before)) {
        return negative(question, found, answer, authority);
      }
      authority.addAll(found.reply().authority(found.zone(), DENIALS));
      if (isLoop(answer, current)) {
        return response(question, Rcode.NOERROR, answer, authority);
      }
      earlier = found;
    }
    return response(question, Rcode.SERVFAIL, List.of(), List.of());
  }

  /**
   * Takes what {@code found} has at the current name into {@code answer}; the next question if it
   * is an alias.
   */
  private static Optional<Question> take(Found found, Question current, List<Record> answer) {
    List<Record> own = found.reply().at(current);
    List<Record> dname =
        own.isEmpty() ? found.reply().dnameAbove(Dnsjava.name(current)) : List.of();
    if (own.isEmpty() && dname.isEmpty()) {
      return Optional.empty();
    }
    List<Record> taken = own;
    if (!dname.isEmpty()) {
      add(answer, dname);
      taken = synthesise((DNAMERecord) dname.get(0), Dnsjava.name(current));
    } else if (own.get(0).getType() == Type.CNAME) {
      add(answer, found.reply().dnameAbove(Dnsjava.name(current)));
    }
    add(answer, taken);
    boolean alias = !taken.isEmpty() && taken.get(0) instanceof CNAMERecord;
    if (!alias || current.type() == Type.CNAME || current.type() == Type.ANY) {
      return Optional.empty();
    }
    return Optional.of(Dnsjava.question(((CNAMERecord) taken.get(0)).getTarget(), current.type()));
  }

  private static void add(List<Record> answer, List<Record> records) {
    records.stream().filter(record -> !answer.contains(record)).forEach(answer::add);
  }

  /** RFC 6672 §3.1: the CNAME that a DNAME stands for; none if it would be too long (YXDOMAIN). */
  private static List<Record> synthesise(DNAMERecord dname, Name name) {
    try {
      Name target = name.fromDNAME(dname);
      return List.of(new CNAMERecord(name, DClass.IN, dname.getTTL(), target));
    } catch (NameTooLongException e) {
      return List.of();
    }
  }

  private static boolean isAnswered(Question current, List<Record> answer) {
    boolean direct = current.type() == Type.CNAME || current.type() == Type.ANY;
    return answer.stream()
        .filter(record -> record.getName().equals(Dnsjava.name(current)))
        .anyMatch(record -> record.getType() == current.type() || direct);
  }

  private static boolean isLoop(List<Record> answer, Question current) {
    return answer.stream()
        .anyMatch(r -> r instanceof CNAMERecord && r.getName().equals(Dnsjava.name(current)));
  }

  private Message negative(
      Question question, Found found, List<Record> answer, List<Record> authority) {
    authority.addAll(found.reply().authority(found.zone(), NEGATIVE));
    return response(question, found.reply().rcode(), answer, authority);
  }

  private static Message response(
      Question question, int rcode, List<Record> answer, List<Record> authority) {
    Message message = new Message(0);
    for (int flag : new int[] {Flags.QR, Flags.RD, Flags.RA, Flags.CD}) {
      message.getHeader().setFlag(flag);
    }
    message.getHeader().setRcode(rcode);
    message.addRecord(
        Record.newRecord(Dnsjava.name(question), question.type(), DClass.IN), Section.QUESTION);
    answer.forEach(record -> message.addRecord(record, Section.ANSWER));
    new LinkedHashSet<>(authority).forEach(record -> message.addRecord(record, Section.AUTHORITY));
    return message;
  }

  /** Follows the referrals from the closest known zone down to a server that answers. */
  private Optional<Found> iterate(Question asked, int nesting) {
    Name zone = delegations.closest(asked);
    for (int referrals = 0; referrals < MAX_REFERRALS; referrals++) {
      Optional<ServerReply> reply = askZone(zone, asked, nesting);
      if (reply.isEmpty()) {
        Optional<Name> cut = probe(zone, asked, nesting);
        if (cut.isEmpty()) {
          return fromMemory(zone, asked);
        }
        zone = cut.get();
        continue;
      }
      Optional<Name> cut =
          forwarders.contains(zone) ? Optional.empty() : reply.get().referral(zone, asked);
      if (cut.isEmpty()) {
        learned.take(zone, reply.get());
        return Optional.of(new Found(zone, reply.get()));
      }
      delegations.learn(cut.get(), reply.get());
      if (asked.type() == Type.DS && cut.get().equals(Dnsjava.name(asked))) {
        return fromReferral(zone, asked);
      }
      zone = cut.get();
    }
    return Optional.empty();
  }

  /** What no server says to {@code asked}, but has said on another occasion. */
  private Optional<Found> fromMemory(Name zone, Question asked) {
    Optional<Found> referral = fromReferral(zone, asked);
    return referral.isPresent()
        ? referral
        : learned.answer(zone, asked).map(reply -> new Found(zone, reply));
  }

  /**
   * A referral carries the DS set or the proof that there is none: as good as the parent's own
   * answer.
   */
  private Optional<Found> fromReferral(Name zone, Question asked) {
    ServerReply referral = delegations.referral(Dnsjava.name(asked));
    if (asked.type() != Type.DS || referral == null) {
      return Optional.empty();
    }
    List<Record> records = referral.authority(zone, DS_OR_DENIAL);
    List<Record> ds =
        records.stream()
            .filter(r -> r.getName().equals(Dnsjava.name(asked)) && r.getRRsetType() == Type.DS)
            .toList();
    List<Record> rest = records.stream().filter(r -> !ds.contains(r)).toList();
    return Optional.of(new Found(zone, new ServerReply(Rcode.NOERROR, ds, rest, List.of())));
  }

  /**
   * Where a server knows only shorter names: a resolver that minimises its questions (RFC 9156)
   * asks these.
   */
  private Optional<Name> probe(Name zone, Question asked, int nesting) {
    for (int labels = zone.labels() + 1; labels <= Dnsjava.name(asked).labels(); labels++) {
      Name name = new Name(Dnsjava.name(asked), Dnsjava.name(asked).labels() - labels);
      for (int type : new int[] {Type.NS, Type.A}) {
        Question shorter = Dnsjava.question(name, type);
        if (shorter.equals(asked)
            || (asked.type() == Type.DS && name.equals(Dnsjava.name(asked)))) {
          continue;
        }
        Optional<ServerReply> reply = askZone(zone, shorter, nesting);
        Optional<Name> cut = reply.flatMap(found -> found.referral(zone, shorter));
        if (cut.isPresent()) {
          delegations.learn(cut.get(), reply.get());
          return cut;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<ServerReply> askZone(Name zone, Question asked, int nesting) {
    for (int round = 0; round < 2; round++) {
      for (String address : delegations.addresses(zone)) {
        if (++exchanges > MAX_EXCHANGES) {
          return Optional.empty();
        }
        Optional<ServerReply> reply = servers.ask(address, asked).filter(ServerReply::isUsable);
        if (reply.isPresent()) {
          return reply;
        }
      }
      if (round == 0 && !findAddresses(zone, nesting)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Looks for the addresses of name servers that came without glue; whether there were any. */
  private boolean findAddresses(Name zone, int nesting) {
    boolean found = false;
    if (nesting >= MAX_NESTING) {
      return false;
    }
    for (Name server : delegations.takeServersWithoutGlue(zone)) {
      List<String> addresses =
          resolve(Dnsjava.question(server, Type.A), nesting + 1).getSection(Section.ANSWER).stream()
              .filter(record -> record.getType() == Type.A)
              .map(Record::rdataToString)
              .toList();
      delegations.learnAddresses(zone, addresses);
      found |= !addresses.isEmpty();
    }
    return found;
  }
}
