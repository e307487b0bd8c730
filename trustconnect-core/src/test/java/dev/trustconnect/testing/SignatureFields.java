package dev.trustconnect.testing;

import java.time.Instant;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The fields of an RRSIG and the key that signs: {@link #sign} signs whatever they say.
 *
 * <p>Nothing is checked: a harm signs with the wrong name, the wrong tag or a window in the past,
 * and the bytes are still a true signature over those fields (RFC 4034 §3.1.8.1).
 *
 * @param key the private half used
 * @param signer the signer's name field
 * @param algorithm the algorithm field, the key's own when honest
 * @param keyTag the key tag field, the key's own when honest
 * @param labels the labels field
 * @param originalTtl the original TTL field, in seconds
 */
public record SignatureFields(
    TestKey key,
    Name signer,
    int algorithm,
    int keyTag,
    int labels,
    long originalTtl,
    Instant inception,
    Instant expiration) {

  /** What an honest signer of {@code zone} writes over {@code set} with {@code key}. */
  static SignatureFields honest(
      TestKey key, Name zone, RecordSet set, Instant inception, Instant expiration) {
    Name owner = set.owner();
    int labels = owner.labels() - 1 - (owner.isWild() ? 1 : 0);
    long ttl = set.records().get(0).getTTL();
    return new SignatureFields(
        key, zone, key.algorithm(), key.tag(), labels, ttl, inception, expiration);
  }

  /** The fields that {@code rrsig} was made with. */
  static SignatureFields of(RRSIGRecord rrsig, TestKey key) {
    return new SignatureFields(
        key,
        rrsig.getSigner(),
        rrsig.getAlgorithm(),
        rrsig.getFootprint(),
        rrsig.getLabels(),
        rrsig.getOrigTTL(),
        rrsig.getTimeSigned(),
        rrsig.getExpire());
  }

  /** Another signer's name, the key and its tag as they are. */
  public SignatureFields withSigner(Name newSigner) {
    return new SignatureFields(
        key, newSigner, algorithm, keyTag, labels, originalTtl, inception, expiration);
  }

  /** Another algorithm number. */
  public SignatureFields withAlgorithm(int newAlgorithm) {
    return new SignatureFields(
        key, signer, newAlgorithm, keyTag, labels, originalTtl, inception, expiration);
  }

  /** Another key tag. */
  public SignatureFields withKeyTag(int newTag) {
    return new SignatureFields(
        key, signer, algorithm, newTag, labels, originalTtl, inception, expiration);
  }

  /** Another label count. */
  public SignatureFields withLabels(int newLabels) {
    return new SignatureFields(
        key, signer, algorithm, keyTag, newLabels, originalTtl, inception, expiration);
  }

  /** Another original TTL, in seconds. */
  public SignatureFields withOriginalTtl(long newTtl) {
    return new SignatureFields(
        key, signer, algorithm, keyTag, labels, newTtl, inception, expiration);
  }

  /** Another validity window. */
  public SignatureFields withWindow(Instant from, Instant until) {
    return new SignatureFields(key, signer, algorithm, keyTag, labels, originalTtl, from, until);
  }

  /** Another key, with its own algorithm and tag. */
  public SignatureFields withKey(TestKey newKey) {
    return new SignatureFields(
        newKey,
        signer,
        newKey.algorithm(),
        newKey.tag(),
        labels,
        originalTtl,
        inception,
        expiration);
  }

  /** The signature over {@code records}, which share owner and type. */
  public RRSIGRecord sign(List<Record> records) {
    Record first = records.get(0);
    RRSIGRecord unsigned = record(first, new byte[1]);
    boolean isService = first.getType() == Type.SVCB || first.getType() == Type.HTTPS;
    return record(
        first,
        key.sign(
            isService
                ? serviceData(unsigned, first)
                : DNSSEC.digestRRset(unsigned, new RRset(records))));
  }

  /** What dnsjava gets wrong: RFC 3597 §7 leaves the names in these as they are. One record. */
  private static byte[] serviceData(RRSIGRecord unsigned, Record record) {
    byte[] header = RecordEdits.rdata(unsigned);
    byte[] rdata = RecordEdits.rdata(record);
    DNSOutput out = new DNSOutput();
    out.writeByteArray(header, 0, header.length - 1); // all but the one byte of a signature
    out.writeByteArray(record.getName().toWireCanonical());
    out.writeU16(record.getType());
    out.writeU16(DClass.IN);
    out.writeU32(unsigned.getOrigTTL());
    out.writeU16(rdata.length);
    out.writeByteArray(rdata);
    return out.toByteArray();
  }

  private RRSIGRecord record(Record signed, byte[] signature) {
    DNSOutput out = new DNSOutput();
    out.writeU16(signed.getType());
    out.writeU8(algorithm);
    out.writeU8(labels);
    out.writeU32(originalTtl);
    out.writeU32(serial(expiration));
    out.writeU32(serial(inception));
    out.writeU16(keyTag);
    out.writeByteArray(signer.toWire());
    out.writeByteArray(signature);
    byte[] rdata = out.toByteArray();
    return (RRSIGRecord)
        RecordEdits.required(
            Record.newRecord(
                signed.getName(), Type.RRSIG, DClass.IN, signed.getTTL(), rdata.length, rdata));
  }

  /** RFC 4034 §3.1.5: a time is the last 32 bits of its seconds. */
  private static long serial(Instant time) {
    return time.getEpochSecond() & 0xFFFF_FFFFL;
  }
}
