package dev.trustconnect.dnssec;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The bytes that a signature signs (RFC 4034 §3.1.8.1). */
final class SignedData {
  private static final int TYPE_CLASS_TTL_LENGTH = 10; // bytes between an owner and its data

  private SignedData() {}

  /**
   * Those of {@code signature} over {@code set}.
   *
   * <p>RFC 4034 §6.2 lists the types whose data has its names in lower case, and the list is closed
   * (RFC 3597 §7): dnsjava does it for younger types too, and then no signature fits.
   */
  static byte[] of(RRSIGRecord signature, RRset set) {
    return switch (set.getType()) {
      case Type.SVCB, Type.HTTPS, Type.IPSECKEY, Type.HIP -> withItsCase(signature, set);
      default -> DNSSEC.digestRRset(signature, set);
    };
  }

  private static byte[] withItsCase(RRSIGRecord signature, RRset set) {
    DNSOutput out = new DNSOutput();
    out.writeU16(signature.getTypeCovered());
    out.writeU8(signature.getAlgorithm());
    out.writeU8(signature.getLabels());
    out.writeU32(signature.getOrigTTL());
    out.writeU32(serial(signature.getExpire()));
    out.writeU32(serial(signature.getTimeSigned()));
    out.writeU16(signature.getFootprint());
    out.writeByteArray(signature.getSigner().toWireCanonical());
    byte[] owner = signedOwner(signature, set.getName()).toWireCanonical();
    List<byte[]> sorted =
        set.rrs(false).stream().map(SignedData::rdata).sorted(Arrays::compareUnsigned).toList();
    for (byte[] rdata : sorted) {
      out.writeByteArray(owner);
      out.writeU16(set.getType());
      out.writeU16(set.getDClass());
      out.writeU32(signature.getOrigTTL());
      out.writeU16(rdata.length);
      out.writeByteArray(rdata);
    }
    return out.toByteArray();
  }

  /** RFC 4035 §5.3.2: the wildcard, if the set was expanded from one. */
  private static Name signedOwner(RRSIGRecord signature, Name owner) {
    int surplus = owner.labels() - 1 - signature.getLabels();
    return surplus > 0 ? owner.wild(surplus) : owner;
  }

  private static byte[] rdata(Record record) {
    byte[] whole = record.toWire(Section.ANSWER);
    return Arrays.copyOfRange(
        whole, record.getName().length() + TYPE_CLASS_TTL_LENGTH, whole.length);
  }

  private static long serial(Instant time) {
    return time.getEpochSecond() & 0xFFFF_FFFFL;
  }
}
