package dev.trustconnect.bench;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatorSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conscrypt.Conscrypt;
import org.xbill.DNS.Type;

/**
 * The processor time of a cold lookup, measured in a separate JVM: from the bytes of every answer
 * of one P-256 chain to the verdict, with empty caches. Ours and the peers take turns.
 */
final class ChainProcess {
  static final String OURS = "ours";
  static final String CONSCRYPT = "conscrypt";
  static final String SIGNATURES = "signatures";
  static final String DNSJAVA = "dnsjava";
  static final String MINI_DNS = "minidns";

  private static final Question WWW = Worlds.question("www.zone0.test", Type.A);
  private static final String MARK = "nanos ";

  /**
   * Otherwise, on two cores, dnsjava would start a thread for each task, and an ended thread's
   * processor time is lost.
   */
  private static final String POOL = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2";

  private ChainProcess() {}

  /** Processor time by contender, in nanoseconds for one chain. */
  static Map<String, Double> run(Setting setting) throws Exception {
    setting.report("one P-256 chain");
    List<String> arguments =
        List.of(
            String.valueOf(setting.choose(4_000, 1_500)), String.valueOf(setting.choose(60, 12)));
    Map<String, Double> nanos = new LinkedHashMap<>();
    FreshJvm.run(List.of(POOL), ChainProcess.class, arguments)
        .lines()
        .filter(line -> line.startsWith(MARK))
        .map(line -> line.split(" ", -1))
        .forEach(words -> nanos.put(words[1], Double.valueOf(words[2])));
    return nanos;
  }

  /** {@code WARM-UP-MILLIS ROUNDS}: prints a line for each contender. */
  public static void main(String[] arguments) throws Exception {
    Map<String, Sampler.Turn> contenders = contenders();
    Sampler.Turn[] turns = contenders.values().toArray(new Sampler.Turn[0]);
    WarmUp.of(Long.parseLong(arguments[0]) * 1e6, turns);
    double[] medians = Sampler.medians(0, Integer.parseInt(arguments[1]), turns);
    List<String> names = new ArrayList<>(contenders.keySet());
    for (int i = 0; i < medians.length; i++) {
      System.out.println(MARK + names.get(i) + " " + medians[i]);
    }
    System.exit(0); // pools and their threads don't matter
  }

  private static Map<String, Sampler.Turn> contenders() throws Exception {
    Answers answers = new Answers(Worlds.siblings(1));
    answers.validate(WWW, ValidatorSettings.DEFAULT); // makes and signs the answers
    List<BareSignature> signatures = BareSignature.in(answers.asked());
    ValidatorSettings conscrypt =
        ValidatorSettings.builder().signatureProvider(Conscrypt.newProvider()).build();
    Map<String, Sampler.Turn> turns = new LinkedHashMap<>();
    turns.put(OURS, ProcessorTime.of(20, () -> answers.validate(WWW, ValidatorSettings.DEFAULT)));
    turns.put(SIGNATURES, ProcessorTime.of(20, () -> verify(signatures)));
    turns.put(DNSJAVA, ProcessorTime.of(5, () -> answers.validateWithDnsjava(WWW)));
    turns.put(MINI_DNS, ProcessorTime.of(5, () -> new MiniDnsPeer(answers).lookup(WWW)));
    turns.put(CONSCRYPT, ProcessorTime.of(40, () -> answers.validate(WWW, conscrypt)));
    return turns;
  }

  /** The signatures alone, each with a key just parsed, as a cold chain has them. */
  private static void verify(List<BareSignature> signatures) {
    for (BareSignature signature : signatures) {
      if (!signature.verify()) {
        throw new IllegalStateException("a signature doesn't fit");
      }
    }
  }
}
