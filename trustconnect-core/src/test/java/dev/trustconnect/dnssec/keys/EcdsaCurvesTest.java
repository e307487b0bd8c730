package dev.trustconnect.dnssec.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.junit.jupiter.api.Test;

class EcdsaCurvesTest {
  @Test
  void p256IsTheNamedCurve() {
    assertIsNamed(EcdsaKey.Curve.p256().domain(), "secp256r1");
  }

  @Test
  void p384IsTheNamedCurve() {
    assertIsNamed(EcdsaKey.Curve.p384().domain(), "secp384r1");
  }

  private static void assertIsNamed(ECDomainParameters ours, String name) {
    X9ECParameters named = CustomNamedCurves.getByName(name);
    assertThat(ours.getCurve()).isEqualTo(named.getCurve()).hasSameClassAs(named.getCurve());
    assertThat(ours.getG()).isEqualTo(named.getG());
    assertThat(ours.getN()).isEqualTo(named.getN());
    assertThat(ours.getH()).isEqualTo(named.getH());
    assertThat(((ECNamedDomainParameters) ours).getName())
        .isEqualTo(CustomNamedCurves.getOID(name));
  }
}
