package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.TestKeys;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Anchors that no validator here can use would make every name INSECURE, which is allowed. */
class UnusableAnchorsTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("host.test", zone -> zone.record("www A 192.0.2.1"))
          .zone("isle.test", zone -> zone.island().record("www A 192.0.2.2"))
          .build();
  private static final Name ISLE = Name.fromConstantString("isle.test.");
  private static final TestKey FUTURE = TestKeys.of(200, TestKey.KSK, "future");
  private static final TestKey SHA1 = TestKeys.of(5, TestKey.KSK, "sha1");
  private static final ValidatorSettings WITHOUT_SHA1 =
      ValidatorSettings.builder().sha1Signatures(false).build();

  private static DSRecord ds(int algorithm, int digestType, int bytes) {
    return new DSRecord(Name.root, DClass.IN, 0, 1, algorithm, digestType, new byte[bytes]);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 12, 17, 200, 253})
  void dsOfAnUnknownAlgorithmAloneRefusesToStart(int algorithm) {
    assertThatThrownBy(() -> TrustAnchors.of(List.of(ds(algorithm, 2, 32))))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessage(
            "no usable trust anchor for .: seen a DS of key 1 with algorithm %d, which isn't"
                + " supported; wanted an anchor that this validator supports, since without one"
                + " nothing in the zone could be validated",
            algorithm);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 200})
  void dsOfAnUnknownDigestAloneRefusesToStart(int digestType) {
    assertThatThrownBy(() -> TrustAnchors.of(List.of(ds(13, digestType, 32), ds(8, 3, 32))))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith("no usable trust anchor for .: seen a DS of key 1 with digest type")
        .hasMessageContaining("digest type 3, which isn't supported");
  }

  @Test
  void keyOfAnUnknownAlgorithmAloneRefusesToStart() {
    assertThatThrownBy(() -> TrustAnchors.of(List.of(FUTURE.dnskey(Name.root, 0))))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith("no usable trust anchor for .: seen key " + FUTURE.tag());
  }

  /** RFC 6840 §5.2: unknown anchors are ignored; the others still count. */
  @Test
  void unknownAnchorsBesideAKnownOneAreIgnored() {
    List<Record> anchors = new ArrayList<>(List.of(FUTURE.dnskey(Name.root, 0), ds(13, 3, 32)));
    anchors.addAll(WORLD.anchorRecords());

    assertThat(said(TrustAnchors.of(anchors), "www.host.test")).isEqualTo("SECURE dnssec.proven");
  }

  /** The root's anchors don't make up for it: names in the island would be INSECURE. */
  @Test
  void anchorsOfOneZoneThatAreAllUnknownRefuseToStart() {
    List<Record> anchors = new ArrayList<>(WORLD.anchorRecords());
    anchors.add(FUTURE.ds(ISLE, 0, 2));

    assertThatThrownBy(() -> TrustAnchors.of(anchors))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith("no usable trust anchor for isle.test.: ");
    anchors.addAll(WORLD.zoneKeyAnchor("isle.test"));
    assertThat(said(TrustAnchors.of(anchors), "www.isle.test")).isEqualTo("SECURE dnssec.proven");
  }

  @Test
  void zoneWithoutAUsableAnchorIsNamedWithItsLine() {
    String text =
        "; two zones\n" + WORLD.anchorRecords().get(0) + "\n\n" + FUTURE.ds(ISLE, 0, 2) + "\n";

    assertThatThrownBy(() -> TrustAnchors.parse(text, "anchors.txt"))
        .isInstanceOfSatisfying(
            TrustAnchorException.class, refused -> assertThat(refused.line()).isEqualTo(4))
        .hasMessageStartingWith("anchors.txt: line 4: no usable trust anchor for isle.test.: ");
  }

  @Test
  void settingsMayLeaveNoUsableAnchor() {
    TrustAnchors anchors = TrustAnchors.of(List.of(SHA1.ds(Name.root, 0, 2)));
    TestInternet internet = new TestInternet(WORLD);
    TrustConnect.Builder builder =
        internet.trust().anchors(anchors).validatorSettings(WITHOUT_SHA1);

    assertThatThrownBy(builder::build)
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageContaining("algorithm 5, which the settings switch off");
    assertThatThrownBy(() -> new Validator(anchors, WITHOUT_SHA1, ValidationMemory.none()))
        .isInstanceOf(TrustAnchorException.class);
    assertThatCode(() -> internet.trust().anchors(anchors).build().close())
        .doesNotThrowAnyException();
  }

  @Test
  void keyThatCantVerifyAnythingIsRefused() {
    TestKey key = TestKeys.of(13, TestKey.KSK, "key");
    Record offCurve = new DNSKEYRecord(Name.root, DClass.IN, 0, TestKey.KSK, 3, 13, new byte[64]);
    Record otherProtocol =
        new DNSKEYRecord(Name.root, DClass.IN, 0, TestKey.KSK, 2, 13, key.publicKey());
    Record noZoneKey = new DNSKEYRecord(Name.root, DClass.IN, 0, 1, 3, 13, key.publicKey());

    assertThatThrownBy(() -> TrustAnchors.of(List.of(offCurve)))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith("a trust anchor whose key can't be used: ");
    Record noKey = new DNSKEYRecord(Name.root, DClass.IN, 0, TestKey.KSK, 3, 13, (byte[]) null);
    assertThatThrownBy(() -> TrustAnchors.of(List.of(noKey)))
        .isInstanceOf(TrustAnchorException.class)
        .hasMessageStartingWith("a trust anchor without key bytes: ");
    for (Record other : List.of(otherProtocol, noZoneKey)) {
      assertThatThrownBy(() -> TrustAnchors.of(List.of(other)))
          .isInstanceOf(TrustAnchorException.class)
          .hasMessageStartingWith("a trust anchor that isn't a zone key");
    }
    assertThatCode(() -> TrustAnchors.of(List.of(key.dnskey(Name.root, 0))))
        .doesNotThrowAnyException();
  }

  private static String said(TrustAnchors anchors, String name) {
    return Ask.of(WORLD).anchors(anchors).resolve(name, Type.A).said();
  }
}
