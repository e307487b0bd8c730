package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.keys.VerifyingKey;
import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** The same signature is verified once; another one, or one at another time, isn't the same. */
class VerifiedSignaturesTest {
  private static final String WWW = "www.one.test";
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("one.test", zone -> zone.records("www A 192.0.2.1", "mail A 192.0.2.2"))
          .build();

  private final CountingProvider provider = new CountingProvider("SHA256withECDSA");
  private final Ask ask =
      Ask.of(WORLD)
          .settings(ValidatorSettings.builder().signatureProvider(provider).build())
          .memory(new ValidationMemory(new ValidationMemory.Bounds(0, 0, 20_000)));

  private int verificationsOf(Runnable resolving) {
    int before = provider.verifications();
    resolving.run();
    return provider.verifications() - before;
  }

  @Test
  void chainThatWasVerifiedCostsNoVerification() {
    assertThat(verificationsOf(() -> ask.resolve(WWW, Type.A))).isEqualTo(6);

    assertThat(verificationsOf(() -> ask.resolve(WWW, Type.A))).isZero();
    assertThat(verificationsOf(() -> ask.resolve("mail.one.test", Type.A))).isEqualTo(1);
    assertThat(ask.resolve(WWW, Type.A).said()).isEqualTo("SECURE dnssec.proven");
  }

  @Test
  void withoutMemoryEverySignatureIsVerifiedEachTime() {
    Ask forgetful = ask.memory(ValidationMemory.none());
    assertThat(verificationsOf(() -> forgetful.resolve(WWW, Type.A))).isEqualTo(6);
    assertThat(verificationsOf(() -> forgetful.resolve(WWW, Type.A))).isEqualTo(6);
  }

  @Test
  void changedDataUnderAKnownSignatureIsBogus() {
    ask.resolve(WWW, Type.A);
    assertThat(ask.harm(Harm.flipRdataByte(WWW, Type.A)).resolve(WWW, Type.A).said())
        .isEqualTo("BOGUS dnssec.signature-invalid");
  }

  @Test
  void changedSignatureOverKnownDataIsBogusAndStaysSo() {
    ask.resolve(WWW, Type.A);
    Ask harmed = ask.harm(Harm.flipSignatureByte(WWW, Type.A));
    assertThat(harmed.resolve(WWW, Type.A).said()).isEqualTo("BOGUS dnssec.signature-invalid");
    assertThat(harmed.resolve(WWW, Type.A).said()).isEqualTo("BOGUS dnssec.signature-invalid");
    assertThat(ask.resolve(WWW, Type.A).said()).isEqualTo("SECURE dnssec.proven");
  }

  @Test
  void knownSignatureStillExpires() {
    ask.resolve(WWW, Type.A);
    Ask.Outcome later = ask.at(WORLD.now().plus(Duration.ofDays(400))).resolve(WWW, Type.A);
    assertThat(later.said()).isEqualTo("BOGUS dnssec.signature-expired");
  }

  @Test
  void knownSignatureOfAnotherZoneProvesNothing() {
    ask.resolve(WWW, Type.A);
    Ask harmed = ask.harm(Harm.wrongSigner(WWW, Type.A, "test"));
    assertThat(harmed.resolve(WWW, Type.A).label()).isEqualTo("BOGUS");
  }

  @Test
  void keyDataAndSignatureEachCount() {
    VerifiedSignatures memory = new VerifiedSignatures(100);
    byte[] data = bytes("data");
    byte[] signature = bytes("signature");
    assertThat(memory.fits(key(13, "key"), new Fixed(true), data, signature)).isTrue();

    Fixed refuses = new Fixed(false);
    assertThat(memory.fits(key(13, "key"), refuses, data, signature)).as("remembered").isTrue();
    assertThat(memory.fits(key(14, "key"), refuses, data, signature)).as("algorithm").isFalse();
    assertThat(memory.fits(key(13, "kez"), refuses, data, signature)).as("key").isFalse();
    assertThat(memory.fits(key(13, "key"), refuses, bytes("date"), signature)).isFalse();
    assertThat(memory.fits(key(13, "key"), refuses, data, bytes("signaturf"))).isFalse();
    // The same bytes in a row, cut elsewhere.
    assertThat(memory.fits(key(13, "keys"), refuses, data, bytes("ignature"))).isFalse();
    assertThat(memory.fits(key(13, "key"), refuses, bytes("ata"), bytes("signatured"))).isFalse();
  }

  @Test
  void concurrentVerificationsOfTheSameSignatureAreOne() throws InterruptedException {
    VerifiedSignatures memory = new VerifiedSignatures(100);
    Held held = new Held();
    List<Boolean> fit = Collections.synchronizedList(new ArrayList<>());
    Runnable verify = () -> fit.add(memory.fits(key(13, "k"), held, bytes("d"), bytes("s")));
    Thread first = new Thread(verify);
    Thread second = new Thread(verify);
    first.start();
    held.begun.await();

    second.start();
    while (second.getState() == Thread.State.NEW || second.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    held.mayEnd.countDown();
    first.join();
    second.join();

    assertThat(fit).containsExactly(true, true);
    assertThat(held.verifications).hasValue(1);
  }

  /** Verifies only when the test lets it. */
  private static final class Held implements VerifyingKey {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicInteger verifications = new AtomicInteger();

    @Override
    public boolean verifies(byte[] data, byte[] signature) {
      verifications.incrementAndGet();
      begun.countDown();
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return true;
    }
  }

  private record Fixed(boolean fits) implements VerifyingKey {
    @Override
    public boolean verifies(byte[] data, byte[] signature) {
      return fits;
    }
  }

  private static ZoneKey key(int algorithm, String bytes) {
    return new ZoneKey(
        new DNSKEYRecord(Name.root, DClass.IN, 0, 257, 3, algorithm, bytes(bytes)),
        ValidatorSettings.DEFAULT.keyReader());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
