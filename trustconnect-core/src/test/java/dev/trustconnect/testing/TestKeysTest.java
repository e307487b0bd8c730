package dev.trustconnect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class TestKeysTest {
  private static final Name ZONE = TestNames.of("example.test");
  private static final List<Record> DATA =
      Harm.records("www.example.test", Type.A, 3600, "192.0.2.1", "192.0.2.2");

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7, 8, 10, 13, 14, 15, 16})
  void dnsjavaVerifiesWhatWeSign(int algorithm) throws Exception {
    TestKey key = TestKeys.of(algorithm, TestKey.ZONE_KEY, "seed");

    RRSIGRecord rrsig = fields(key).sign(DATA);

    // Returns quietly when the signature fits, throws when not.
    DNSSEC.verify(RecordSet.of(DATA).toRRset(), rrsig, key.dnskey(ZONE, 0), SignedWorld.NOW);
    assertThat(rrsig.getFootprint()).isEqualTo(key.tag());
  }

  @Test
  void mlDsaKeysSignForReal() {
    TestKey key = TestKeys.of(18, TestKey.ZONE_KEY, "seed");
    byte[] data = {1, 2, 3};
    var verifier = new MLDSASigner();
    verifier.init(false, new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_44, key.publicKey()));
    verifier.update(data, 0, data.length);

    assertThat(verifier.verifySignature(key.sign(data))).isTrue();
    assertThat(key.sign(data)).isEqualTo(key.sign(data));
  }

  @Test
  void keysWithOneTagAreDifferentKeysOfOneTag() {
    TestKey model = TestKeys.of(13, TestKey.ZONE_KEY, "model");
    Set<DNSKEYRecord> keys = new HashSet<>();

    for (int i = 0; i < 5; i++) {
      TestKey same = OddKeys.sameTag(model, i);
      assertThat(same.tag()).isEqualTo(model.tag());
      keys.add(same.dnskey(ZONE, 0));
    }

    assertThat(keys).hasSize(5).doesNotContain(model.dnskey(ZONE, 0));
  }

  @Test
  void anRsaKeyCanBeMadeForATag() {
    TestKey key = OddKeys.rsaWithTag(8, TestKey.ZONE_KEY, 12_345, "seed");

    assertThat(key.tag()).isEqualTo(12_345);
    assertThat(key.flags()).isEqualTo(TestKey.ZONE_KEY);
  }

  private static SignatureFields fields(TestKey key) {
    return SignatureFields.honest(
        key,
        ZONE,
        RecordSet.of(DATA),
        SignedWorld.NOW.minusSeconds(60),
        SignedWorld.NOW.plusSeconds(60));
  }
}
