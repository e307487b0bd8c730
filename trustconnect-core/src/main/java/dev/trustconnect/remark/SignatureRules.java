package dev.trustconnect.remark;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.ZoneLink;
import dev.trustconnect.survey.NameFacts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.xbill.DNS.Type;

/** Remarks on the signatures and keys of the zones on the chain. */
final class SignatureRules {
  private static final Duration SOON = Duration.ofHours(12);
  private static final Duration WATCHED = Duration.ofDays(3);
  private static final Duration LONG = Duration.ofDays(180);
  private static final int SHORT_RSA_BITS = 2048;
  private static final int BROKEN_RSA_BITS = 1024;
  private static final int ITERATIONS_OF_INSECURE = 100;
  private static final Set<Integer> FORBIDDEN = Set.of(1, 3, 5, 6, 7, 12); // RFC 9904 to 9906
  private static final Set<Integer> DISCOURAGED = Set.of(10);
  private static final Set<Integer> RSA = Set.of(1, 5, 7, 8, 10);
  private static final Set<Integer> BROKEN_DIGESTS = Set.of(1, 3); // SHA-1, GOST R 34.11-94

  private SignatureRules() {}

  static void judge(Look look, Remarks remarks) {
    ValidatedAnswer answer = look.names().ipv4();
    if (!answer.verdict().isProven()) {
      return;
    }
    signatures(look, answer, remarks);
    for (ZoneLink link : answer.chain()) {
      if (link.state() == ZoneLink.State.SIGNED) {
        keys(link, remarks);
        digests(link, remarks);
        orphans(link, remarks);
      }
    }
    denialParameters(look, remarks);
    childRequests(look, remarks);
  }

  private static void signatures(Look look, ValidatedAnswer answer, Remarks remarks) {
    for (SignatureFacts signature : SignatureFacts.of(answer)) {
      Duration rest = signature.restAt(look.now());
      String subject = signature.over();
      if (rest.compareTo(SOON) < 0 || isWatched(rest, signature.lifetime())) {
        remarks.add(
            Concern.SIGNATURE_ENDS_SOON,
            rest.compareTo(SOON) < 0 ? Severity.HIGH : Severity.MEDIUM,
            subject,
            "a signature that ends " + signature.expiration() + ", in " + shown(rest),
            "a quarter of its lifetime left, or three days");
      }
      if (signature.lifetime().compareTo(LONG) > 0) {
        remarks.add(
            Concern.SIGNATURE_TOO_LONG,
            subject,
            "a signature valid for " + signature.lifetime().toDays() + " days",
            "180 days at most");
      }
      if (signature.originalTtl() > rest.toSeconds()) {
        remarks.add(
            Concern.TTL_PAST_SIGNATURE,
            subject,
            "a TTL of "
                + signature.originalTtl()
                + " s, and a signature that ends in "
                + shown(rest),
            "a TTL within the signature");
      }
    }
  }

  private static boolean isWatched(Duration rest, Duration lifetime) {
    return rest.compareTo(WATCHED) < 0 && rest.multipliedBy(4).compareTo(lifetime) < 0;
  }

  private static String shown(Duration rest) {
    long hours = rest.toHours();
    return hours >= 48 ? rest.toDays() + " days" : hours + " hours";
  }

  private static void keys(ZoneLink link, Remarks remarks) {
    String zone = SignatureFacts.named(link.zone());
    Set<Integer> old = new TreeSet<>();
    for (ZoneLink.Key key : link.keys()) {
      if (FORBIDDEN.contains(key.algorithm()) || DISCOURAGED.contains(key.algorithm())) {
        old.add(key.algorithm());
      }
      if (RSA.contains(key.algorithm()) && key.bits() > 0 && key.bits() < SHORT_RSA_BITS) {
        remarks.add(
            Concern.KEY_SHORT,
            key.bits() < BROKEN_RSA_BITS ? Severity.HIGH : Severity.MEDIUM,
            zone + " key " + key.keyTag(),
            "an RSA key of " + key.bits() + " bits",
            "2048 bits, or ECDSA");
      }
    }
    if (!old.isEmpty()) {
      remarks.add(
          Concern.ALGORITHM_DEPRECATED,
          DISCOURAGED.containsAll(old) ? Severity.LOW : Severity.HIGH,
          zone,
          "keys of algorithm " + joined(old),
          "algorithm 13 or 15");
    }
  }

  private static void digests(ZoneLink link, Remarks remarks) {
    Set<Integer> types =
        link.ds().stream()
            .map(ZoneLink.Ds::digestType)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<Integer> broken = new TreeSet<>(types);
    broken.retainAll(BROKEN_DIGESTS);
    if (!broken.isEmpty()) {
      remarks.add(
          Concern.DIGEST_DEPRECATED,
          BROKEN_DIGESTS.containsAll(types) ? Severity.MEDIUM : Severity.LOW,
          SignatureFacts.named(link.zone()),
          "DS records with digest type " + joined(types),
          "digest type 2 (SHA-256) alone");
    }
  }

  /** The key that a DS record refers to; records for the same key have different digests. */
  private record Pointer(int keyTag, int algorithm, int digestType) {}

  /**
   * RFC 4034 §5.1.4: a digest fits one key. More digests of one type than keys with that tag are
   * for keys that aren't there.
   */
  private static void orphans(ZoneLink link, Remarks remarks) {
    Map<Pointer, Integer> pointers = new LinkedHashMap<>();
    for (ZoneLink.Ds ds : link.ds()) {
      if (ds.digestType() != 0) { // 0 is an anchor
        pointers.merge(new Pointer(ds.keyTag(), ds.algorithm(), ds.digestType()), 1, Integer::sum);
      }
    }
    Set<Integer> said = new TreeSet<>();
    pointers.forEach(
        (pointer, count) -> {
          if (count > fitting(link, pointer) && said.add(pointer.keyTag())) {
            remarks.add(
                Concern.DS_ORPHAN,
                SignatureFacts.named(link.zone()) + " key " + pointer.keyTag(),
                "a DS record for a key that the zone doesn't have",
                "DS records for keys that are there");
          }
        });
  }

  private static long fitting(ZoneLink link, Pointer pointer) {
    return link.keys().stream()
        .filter(key -> key.keyTag() == pointer.keyTag() && key.algorithm() == pointer.algorithm())
        .count();
  }

  /** Hash algorithm, flags, iterations, salt (RFC 5155 §4.2). */
  private static void denialParameters(Look look, Remarks remarks) {
    for (DnsRecord parameters : records(look, Type.NSEC3PARAM)) {
      byte[] data = parameters.rdataBytes();
      if (data.length < 5) {
        continue;
      }
      int iterations = ((data[2] & 0xff) << 8) | (data[3] & 0xff);
      int salt = data[4] & 0xff;
      if (iterations > 0 || salt > 0) {
        remarks.add(
            Concern.NSEC3_PARAMETERS,
            iterations > ITERATIONS_OF_INSECURE ? Severity.HIGH : Severity.LOW,
            look.zone().apex(),
            iterations + " extra iterations and a salt of " + salt + " bytes",
            "no extra iterations and no salt");
      }
    }
  }

  private static void childRequests(Look look, Remarks remarks) {
    List<String> cds = data(look, Type.CDS);
    List<String> cdnskey = data(look, Type.CDNSKEY);
    List<String> ds = data(look, Type.DS);
    if (!cds.isEmpty() && !Set.copyOf(cds).equals(Set.copyOf(ds))) {
      remarks.add(
          Concern.CDS_DIFFERS,
          look.zone().apex(),
          "CDS records that ask for other DS records than there are",
          "CDS records like the DS records, or none");
    }
    Set<Integer> asked = cds.stream().map(SignatureRules::firstNumber).collect(Collectors.toSet());
    Set<Integer> offered =
        records(look, Type.CDNSKEY).stream()
            .map(key -> KeyTags.of(key.rdataBytes()))
            .collect(Collectors.toSet());
    if (!cds.isEmpty() && !cdnskey.isEmpty() && !isDelete(cds) && !asked.equals(offered)) {
      remarks.add(
          Concern.CDS_DIFFERS,
          Severity.HIGH,
          look.zone().apex() + " CDS and CDNSKEY",
          "CDS records for the keys " + asked + " and CDNSKEY records for " + offered,
          "both for the same keys");
    }
  }

  private static boolean isDelete(List<String> cds) {
    return cds.size() == 1 && firstNumber(cds.get(0)) == 0;
  }

  private static int firstNumber(String data) {
    return Integer.parseInt(data.substring(0, data.indexOf(' ')));
  }

  private static List<String> data(Look look, int type) {
    return records(look, type).stream().map(DnsRecord::rdata).toList();
  }

  private static List<DnsRecord> records(Look look, int type) {
    return look.atApex(type).map(NameFacts::recordsOf).orElse(List.of());
  }

  private static String joined(Set<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
