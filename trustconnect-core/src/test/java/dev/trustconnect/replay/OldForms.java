package dev.trustconnect.replay;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.util.BigIntegers;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Forms of DNSSEC records that the replay files use and dnsjava does not read. */
final class OldForms {
  private static final int DER_SEQUENCE = 0x30;
  private static final int DSA_NUMBER_BYTES = 20;

  private OldForms() {}

  /** A record of {@code words}, its data. */
  static Record record(Name owner, int type, long ttl, List<String> words) throws IOException {
    if (type == Type.DS && words.size() > 1) {
      words.set(1, Integer.toString(DNSSEC.Algorithm.value(words.get(1))));
    }
    if (type == Type.RRSIG && words.size() == 8) {
      words.add("AA=="); // dnsjava has no empty signature; one octet of zero is as false
    }
    Record record =
        Record.fromString(owner, type, DClass.IN, ttl, String.join(" ", words), Name.root);
    return record instanceof RRSIGRecord signature ? inFormOfRfc2536(signature) : record;
  }

  /**
   * Many DSA signatures of the replay files are as OpenSSL writes them (DER): here they become T, R
   * and S.
   */
  private static Record inFormOfRfc2536(RRSIGRecord sig) {
    byte[] bytes = sig.getSignature();
    boolean dsa =
        sig.getAlgorithm() == DNSSEC.Algorithm.DSA
            || sig.getAlgorithm() == DNSSEC.Algorithm.DSA_NSEC3_SHA1;
    if (!dsa || bytes.length == 0 || bytes[0] != DER_SEQUENCE) {
      return sig;
    }
    ASN1Sequence numbers = ASN1Sequence.getInstance(bytes);
    byte[] form = new byte[1 + 2 * DSA_NUMBER_BYTES];
    for (int i = 0; i < 2; i++) {
      byte[] number =
          BigIntegers.asUnsignedByteArray(
              DSA_NUMBER_BYTES, ASN1Integer.getInstance(numbers.getObjectAt(i)).getValue());
      System.arraycopy(number, 0, form, 1 + i * DSA_NUMBER_BYTES, DSA_NUMBER_BYTES);
    }
    byte[] old = sig.rdataToWireCanonical();
    byte[] data = Arrays.copyOf(old, old.length - bytes.length + form.length);
    System.arraycopy(form, 0, data, data.length - form.length, form.length);
    return Record.newRecord(sig.getName(), Type.RRSIG, sig.getDClass(), sig.getTTL(), data);
  }
}
