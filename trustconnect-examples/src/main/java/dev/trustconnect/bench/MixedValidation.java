package dev.trustconnect.bench;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatorSettings;
import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.xbill.DNS.Type;

/** One chain each of RSA, P-256 and Ed25519, with nothing known before: three validations. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class MixedValidation {
  static final int VALIDATIONS = 3;

  private static final List<Question> QUESTIONS =
      List.of(
          Worlds.question("www.alg8.t8", Type.A),
          Worlds.question("www.alg13.t13", Type.A),
          Worlds.question("www.alg15.t15", Type.A));

  private final Answers answers = new Answers(Worlds.mixed(8, 13, 15));

  /** For JMH. */
  public MixedValidation() {}

  /** Makes and signs the answers. */
  @Setup
  public void sign() {
    ours();
  }

  /** Ours. */
  @Benchmark
  public void ours() {
    for (Question question : QUESTIONS) {
      answers.validate(question, ValidatorSettings.DEFAULT);
    }
  }

  /** dnsjava's validator. */
  @Benchmark
  public void dnsjava() throws IOException {
    for (Question question : QUESTIONS) {
      answers.validateWithDnsjava(question);
    }
  }
}
