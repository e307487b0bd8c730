package dev.trustconnect.bench;

import dev.trustconnect.dnssec.Question;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** One P-256 signature of a chain, ready to be verified with Bouncy Castle alone. */
final class BareSignature {
  private static final X9ECParameters P256 = CustomNamedCurves.getByName("secp256r1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(P256);

  private final byte[] key;
  private final byte[] data;
  private final byte[] signature;

  private BareSignature(byte[] key, byte[] data, byte[] signature) {
    this.key = key;
    this.data = data;
    this.signature = signature;
  }

  /** Every signature over the answers' records, each with the key that made it. */
  static List<BareSignature> in(Map<Question, byte[]> answers) throws IOException {
    Map<Integer, byte[]> keys = new HashMap<>();
    Map<Question, RRset> sets = new HashMap<>();
    for (Map.Entry<Question, byte[]> answer : answers.entrySet()) {
      for (Record record : new Message(answer.getValue()).getSection(Section.ANSWER)) {
        if (record instanceof DNSKEYRecord key) {
          keys.put(key.getFootprint(), key.getKey());
        }
        sets.computeIfAbsent(answer.getKey(), question -> new RRset()).addRR(record);
      }
    }
    List<BareSignature> signatures = new ArrayList<>();
    for (RRset set : sets.values()) {
      RRSIGRecord by = set.sigs().get(0);
      byte[] key = keys.get(by.getFootprint());
      if (key == null) {
        throw new IllegalStateException("no key made " + by);
      }
      signatures.add(new BareSignature(key, DNSSEC.digestRRset(by, set), by.getSignature()));
    }
    return signatures;
  }

  boolean verify() {
    byte[] point = new byte[65];
    point[0] = 4;
    System.arraycopy(key, 0, point, 1, 64);
    ECDSASigner signer = new ECDSASigner();
    signer.init(false, new ECPublicKeyParameters(P256.getCurve().decodePoint(point), DOMAIN));
    SHA256Digest digest = new SHA256Digest();
    digest.update(data, 0, data.length);
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    return signer.verifySignature(
        hash,
        new BigInteger(1, Arrays.copyOfRange(signature, 0, 32)),
        new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)));
  }
}
