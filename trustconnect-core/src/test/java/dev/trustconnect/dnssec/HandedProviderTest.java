package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/** A provider that the application hands over does the arithmetic, and changes no verdict. */
class HandedProviderTest {
  private static final String WWW = "www.one.test";
  private static final String[] ALL = {
    "SHA1withRSA", "SHA256withRSA", "SHA512withRSA", "SHA256withECDSA", "SHA384withECDSA"
  };

  private static Ask ask(int algorithm, Provider provider) {
    SignedWorld world =
        SignedWorld.builder()
            .zone("one.test", zone -> zone.algorithm(algorithm).record("www A 192.0.2.1"))
            .build();
    return Ask.of(world).settings(ValidatorSettings.builder().signatureProvider(provider).build());
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 8, 10, 13, 14})
  void providerVerifiesRsaAndEcdsa(int algorithm) {
    CountingProvider provider = new CountingProvider(ALL);
    Ask ask = ask(algorithm, provider);

    assertThat(ask.resolve(WWW, Type.A).said()).isEqualTo("SECURE dnssec.proven");
    assertThat(provider.verifications()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 13, 15})
  void algorithmThatTheProviderLacksIsLeftToBouncyCastle(int algorithm) {
    CountingProvider nothing = new CountingProvider("SHA384withECDSA");
    assertThat(ask(algorithm, nothing).resolve(WWW, Type.A).said())
        .isEqualTo("SECURE dnssec.proven");
    assertThat(nothing.verifications()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 8, 10, 13, 14, 15})
  void conscryptAgreesWithBouncyCastle(int algorithm) {
    Ask ask = ask(algorithm, Conscrypt.newProvider());
    assertThat(ask.resolve(WWW, Type.A).said()).isEqualTo("SECURE dnssec.proven");
    for (Harm harm :
        List.of(Harm.flipSignatureByte(WWW, Type.A), Harm.flipRdataByte(WWW, Type.A))) {
      assertThat(ask.harm(harm).resolve(WWW, Type.A).said())
          .isEqualTo("BOGUS dnssec.signature-invalid");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 13})
  void signatureOfTheWrongLengthIsRefusedByAProviderToo(int algorithm) {
    Harm shorter =
        Harm.eachSignature(
            WWW,
            Type.A,
            signature -> {
              byte[] whole = signature.getSignature();
              byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 1);
              return new org.xbill.DNS.RRSIGRecord(
                  signature.getName(),
                  signature.getDClass(),
                  signature.getTTL(),
                  signature.getTypeCovered(),
                  signature.getAlgorithm(),
                  signature.getOrigTTL(),
                  signature.getExpire(),
                  signature.getTimeSigned(),
                  signature.getFootprint(),
                  signature.getSigner(),
                  cut);
            });
    assertThat(ask(algorithm, new CountingProvider(ALL)).harm(shorter).resolve(WWW, Type.A).said())
        .isEqualTo("BOGUS dnssec.signature-invalid");
  }

  @Test
  void bouncyCastleReplacesAFailingProvider() {
    CountingProvider provider = new CountingProvider(ALL);
    provider.fail();

    Ask ask = ask(13, provider);
    assertThat(ask.resolve(WWW, Type.A).said()).isEqualTo("SECURE dnssec.proven");
    assertThat(ask.harm(Harm.flipSignatureByte(WWW, Type.A)).resolve(WWW, Type.A).said())
        .isEqualTo("BOGUS dnssec.signature-invalid");
  }

  @Test
  void nothingIsRegisteredGlobally() {
    Provider[] before = Security.getProviders();
    ask(13, Conscrypt.newProvider()).resolve(WWW, Type.A);
    assertThat(Security.getProviders()).isEqualTo(before);
  }
}
