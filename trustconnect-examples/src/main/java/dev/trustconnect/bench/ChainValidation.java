package dev.trustconnect.bench;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.ValidatorSettings;
import java.io.IOException;
import java.util.List;
import org.conscrypt.Conscrypt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.xbill.DNS.Type;

/**
 * The processor's part of a cold lookup: from the bytes of every answer of one P-256 chain to the
 * verdict, with nothing known before.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class ChainValidation {
  private static final Question WWW = Worlds.question("www.zone0.test", Type.A);

  private final Answers answers = new Answers(Worlds.siblings(1));
  private final ValidatorSettings conscrypt =
      ValidatorSettings.builder().signatureProvider(Conscrypt.newProvider()).build();
  private List<BareSignature> signatures = List.of();

  /** For JMH. */
  public ChainValidation() {}

  /** Makes and signs the answers. */
  @Setup
  public void sign() throws IOException {
    answers.validate(WWW, ValidatorSettings.DEFAULT);
    signatures = BareSignature.in(answers.asked());
  }

  /** Ours. */
  @Benchmark
  public ValidatedAnswer ours() {
    return answers.validate(WWW, ValidatorSettings.DEFAULT);
  }

  /** Ours, with Conscrypt handed over. */
  @Benchmark
  public ValidatedAnswer oursWithConscrypt() {
    return answers.validate(WWW, conscrypt);
  }

  /** The signatures alone, each with a key just parsed, as a cold chain has them. */
  @Benchmark
  public int bouncyCastleAlone() {
    int fitting = 0;
    for (BareSignature signature : signatures) {
      fitting += signature.verify() ? 1 : 0;
    }
    if (fitting != signatures.size()) {
      throw new IllegalStateException("a signature doesn't fit");
    }
    return fitting;
  }

  /** MiniDNS's DNSSEC client. */
  @Benchmark
  public void miniDns() throws IOException {
    new MiniDnsPeer(answers).lookup(WWW);
  }

  /** dnsjava's validator. */
  @Benchmark
  public void dnsjava() throws IOException {
    answers.validateWithDnsjava(WWW);
  }
}
