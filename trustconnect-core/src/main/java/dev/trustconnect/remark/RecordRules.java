package dev.trustconnect.remark;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.hash.Sha256;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.NameFacts;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Remarks on CAA, TLSA and HTTPS records, held against what was served. */
final class RecordRules {
  private RecordRules() {}

  static void judge(Look look, Remarks remarks) {
    if (!look.names().verdict().isProven()) {
      return;
    }
    caa(look, remarks);
    look.zone().tlsa().ifPresent(answer -> tlsa(look, answer, remarks));
    https(look, remarks);
  }

  private static void caa(Look look, Remarks remarks) {
    List<ValidatedAnswer> answers = look.zone().caa();
    if (answers.isEmpty() || look.names().leadsNowhere()) {
      return;
    }
    ValidatedAnswer last = answers.get(answers.size() - 1);
    if (!last.verdict().isProven()) {
      remarks.notEvaluated(Concern.CAA_ABSENT, last.verdict().detail());
      return;
    }
    List<CaaRecord> records = NameFacts.recordsOf(last).stream().flatMap(CaaRecord::read).toList();
    if (records.isEmpty()) {
      remarks.add(
          Concern.CAA_ABSENT,
          look.survey().endpoint().host().ascii(),
          "no CAA record up to " + last.question().owner(),
          "an issue record");
      return;
    }
    List<CaaRecord> issuing = records.stream().filter(CaaRecord::allowsIssuance).toList();
    for (CaaRecord record : issuing) {
      if (!record.authority().isEmpty() && !record.isBound()) {
        remarks.add(
            Concern.CAA_UNBOUND,
            last.question().owner() + " " + record.authority(),
            record.authority() + " without accounturi",
            "accounturi");
      }
    }
    look.first()
        .filter(Look::isPublic)
        .ifPresent(handshake -> issuer(handshake, issuing, last, remarks));
  }

  private static void issuer(
      Handshake handshake, List<CaaRecord> issuing, ValidatedAnswer answer, Remarks remarks) {
    String issuer = PathRules.named(handshake.served().get(0).getIssuerX500Principal());
    Set<String> domains = CaaDomains.of(issuer);
    if (issuing.isEmpty()) {
      return; // RFC 8659 §4.2: without an issue record there is no restriction
    }
    if (domains.isEmpty()) {
      remarks.notEvaluated(
          Concern.CAA_EXCLUDES_ISSUER, "the CAA domain of " + issuer + " isn't known");
    } else if (issuing.stream().noneMatch(record -> domains.contains(record.authority()))) {
      remarks.add(
          Concern.CAA_EXCLUDES_ISSUER,
          answer.question().owner(),
          "a certificate of "
              + issuer
              + "; allowed are "
              + issuing.stream().map(CaaRecord::authority).collect(Collectors.joining(", ")),
          "an issue record for " + String.join(" or ", domains));
    }
  }

  private static void tlsa(Look look, ValidatedAnswer answer, Remarks remarks) {
    List<DnsRecord> records = NameFacts.recordsOf(answer);
    String subject = answer.question().owner();
    if (records.isEmpty()) {
      return;
    }
    if (!(answer.verdict() instanceof Verdict.Secure)) {
      remarks.add(
          Concern.TLSA_UNSIGNED, subject, answer.verdict().label(), "SECURE, or no TLSA records");
      return;
    }
    Handshake handshake = look.first().orElse(null);
    if (handshake == null) {
      remarks.notEvaluated(Concern.TLSA_MISMATCH, "no certificate was seen");
    } else if (records.stream().noneMatch(record -> fits(record.rdataBytes(), handshake))) {
      remarks.add(
          Concern.TLSA_MISMATCH,
          subject,
          "no record fits " + PathRules.named(handshake.served().get(0)),
          "a record for the served key");
    }
    if (records.size() == 1) {
      remarks.add(Concern.TLSA_NO_ROLLOVER, subject, "one record", "one for the next key as well");
    }
  }

  /**
   * RFC 6698 §2.1: usages 1 and 3 are about the server's certificate, 0 and 2 about one above it.
   */
  private static boolean fits(byte[] record, Handshake handshake) {
    if (record.length < 4) {
      return false;
    }
    List<X509Certificate> chain = new ArrayList<>(handshake.served());
    handshake.path().ifPresent(path -> chain.add(path.root()));
    boolean isLeaf = record[0] == 1 || record[0] == 3;
    byte[] wanted = Arrays.copyOfRange(record, 3, record.length);
    return (isLeaf ? chain.subList(0, 1) : chain.subList(1, chain.size()))
        .stream().anyMatch(certificate -> Arrays.equals(wanted, data(certificate, record)));
  }

  private static byte[] data(X509Certificate certificate, byte[] record) {
    try {
      byte[] selected =
          record[1] == 1 ? certificate.getPublicKey().getEncoded() : certificate.getEncoded();
      return switch (record[2]) {
        case 0 -> selected;
        case 1 -> Sha256.begin().digest(selected);
        case 2 -> MessageDigest.getInstance("SHA-512").digest(selected);
        default -> new byte[0];
      };
    } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // it was decoded before; every JVM has SHA-512
    }
  }

  private static void https(Look look, Remarks remarks) {
    Set<String> ours =
        look.names().addresses().stream()
            .map(InetAddress::getHostAddress)
            .collect(Collectors.toSet());
    String alpn = look.first().map(handshake -> handshake.session().alpn()).orElse("");
    for (DnsRecord record : NameFacts.recordsOf(look.names().https())) {
      HttpsRecord parameters = HttpsRecord.read(record.rdataBytes());
      List<String> strangers =
          parameters.hints().stream().filter(hint -> !ours.contains(hint)).toList();
      String subject = look.survey().endpoint().host().ascii();
      if (!strangers.isEmpty() && parameters.isForOwner()) {
        remarks.add(
            Concern.HTTPS_RECORD_DIFFERS,
            subject + " hints",
            "hints that the name doesn't have: " + String.join(", ", strangers),
            "hints among the name's addresses");
      }
      if (parameters.isForOwner()
          && parameters.protocols().contains("h2")
          && !alpn.equals("h2")
          && look.first().filter(h -> h.outcome() == Handshake.Outcome.COMPLETED).isPresent()) {
        remarks.add(
            Concern.HTTPS_RECORD_DIFFERS,
            subject + " alpn",
            "h2 in the record, " + (alpn.isEmpty() ? "no protocol" : alpn) + " in the handshake",
            "the protocols that the server speaks");
      }
    }
  }
}
