package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.OddKeys;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** A zone that was proven yesterday may have other keys today. */
class KeyRolloverTest {
  private static final SignedWorld BEFORE = worldOf(13);
  private static final SignedWorld AFTER = worldOf(15);

  private final HandTime time = new HandTime(SignedWorld.NOW);

  private static SignedWorld worldOf(int algorithm) {
    return SignedWorld.builder()
        .zone(
            "example.test",
            zone -> zone.algorithm(algorithm).records("www A 192.0.2.1", "mail A 192.0.2.2"))
        .build();
  }

  @Test
  void zoneIsProvenAnewBeforeItsNamesAreBogus() {
    WorldExchange upstream = new WorldExchange("one", BEFORE);
    TrustedResolver resolver = resolver(time, upstream).anchors(BEFORE.anchors()).build();
    assertThat(resolver.lookup(a("www.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);

    upstream.world(AFTER);
    assertThat(resolver.lookup(a("mail.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);
    assertThat(resolver.lookup(a("www.example.test")).questions()).as("still kept").isZero();
  }

  @Test
  void nameThatIsBogusWithFreshKeysTooIsBogus() {
    WorldExchange upstream = new WorldExchange("one", BEFORE);
    TrustedResolver resolver = resolver(time, upstream).anchors(BEFORE.anchors()).build();
    assertThat(resolver.lookup(a("www.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);

    upstream.world(BEFORE.harm(Harm.flipSignatureByte("mail.example.test", Type.A)));
    Verdict verdict = resolver.lookup(a("mail.example.test")).answer().verdict();
    assertThat(verdict).isInstanceOf(Verdict.Bogus.class);
    assertThat(verdict.reason()).isEqualTo(Reason.SIGNATURE_INVALID);
  }

  /** Well signed, and nothing can be found in it: more keys share a tag than may be tried. */
  @Test
  void unusableKeySetDoesNotOutliveItsUpstream() {
    TestKey zsk = BEFORE.zone("example.test").keys().get(1);
    TestKey[] strays = OddKeys.sameTags(zsk, 3).toArray(TestKey[]::new);
    WorldExchange hostile =
        new WorldExchange("one", BEFORE.harm(KeyHarm.addKeys("example.test", strays)));
    WorldExchange honest = new WorldExchange("two", BEFORE);
    TrustedResolver resolver = resolver(time, hostile, honest).anchors(BEFORE.anchors()).build();

    assertThat(resolver.lookup(a("www.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);

    TrustedResolver alone = resolver(time, hostile).anchors(BEFORE.anchors()).build();
    assertThat(alone.lookup(a("www.example.test")).answer().verdict().reason())
        .isEqualTo(Reason.WORK_BUDGET_SPENT);
    hostile.world(BEFORE);
    assertThat(alone.lookup(a("mail.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);
  }

  /** Both were asked while the old keys were remembered, and one of them answered later. */
  @Test
  void failureByRememberedKeysIsRetriedAfterTheOtherUpstreamBeganFromTheAnchors() {
    WorldExchange one = new WorldExchange("one", BEFORE);
    WorldExchange two = new WorldExchange("two", BEFORE);
    TrustedResolver resolver = resolver(time, one, two).anchors(BEFORE.anchors()).build();
    assertThat(resolver.lookup(a("www.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);
    one.world(AFTER);
    two.world(AFTER);
    one.hold();
    two.hold();
    CompletableFuture<Lookup> lookup = resolver.lookupAsync(a("mail.example.test"));
    time.pass(Duration.ofMillis(500)); // the other is asked beside it

    for (int round = 0; round < 2; round++) { // the A, then whether a zone begins at the name
      one.answerPending();
    }
    for (int round = 0; round < 2; round++) {
      two.answerPending();
    }
    one.failPending(Reason.UPSTREAM_TIMEOUT);
    while (two.answerPending() > 0) {
      // One round after the other.
    }

    assertThat(lookup).isCompleted();
    assertThat(lookup.join().answer().verdict()).isInstanceOf(Verdict.Secure.class);
  }
}
