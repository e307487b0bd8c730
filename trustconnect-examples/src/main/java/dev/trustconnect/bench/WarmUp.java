package dev.trustconnect.bench;

import java.util.Arrays;
import java.util.Map;

/**
 * Runs contenders until the JIT compiler has finished with them: for a given processor time, and
 * then for as long as one of them still gets faster.
 */
final class WarmUp {
  private static final int MOST_BLOCKS = 8;
  private static final double FASTER = 0.97;

  private WarmUp() {}

  /** At least {@code nanos} of processor time for each, at most twice as much. */
  static void of(double nanos, Sampler.Turn... contenders) throws Exception {
    double block = nanos / 4;
    double[] best = new double[contenders.length];
    Arrays.fill(best, Double.MAX_VALUE);
    int steady = 0;
    for (int i = 0; i < MOST_BLOCKS && (i < 4 || steady < 2); i++) {
      boolean faster = false;
      for (int c = 0; c < contenders.length; c++) {
        double turn = average(block, contenders[c]);
        faster |= turn < FASTER * best[c];
        best[c] = Math.min(best[c], turn);
      }
      steady = faster ? 0 : steady + 1;
    }
  }

  /** Of turns that cost about {@code nanos} together. */
  private static double average(double nanos, Sampler.Turn contender) throws Exception {
    Map<Long, Long> before = ProcessorTime.spent();
    double sum = 0;
    int turns = 0;
    while (turns == 0 || ProcessorTime.nanosSince(before) < nanos) {
      sum += contender.nanos();
      turns++;
    }
    return sum / turns;
  }
}
