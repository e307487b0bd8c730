package dev.trustconnect.bench;

import java.util.Arrays;

/** Measures contenders in turn, so that a disturbance of the machine affects all of them. */
final class Sampler {
  private Sampler() {}

  /** One contender's turn. */
  @FunctionalInterface
  interface Turn {
    /** Does the work once; returns the nanoseconds that count. */
    double nanos() throws Exception;
  }

  /** Work that is timed as a whole. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /** A turn that times {@code work}. */
  static Turn timed(Work work) {
    return () -> {
      long start = System.nanoTime();
      work.run();
      return System.nanoTime() - start;
    };
  }

  /** The median of each contender over {@code rounds}, after {@code warmups} that don't count. */
  static double[] medians(int warmups, int rounds, Turn... contenders) throws Exception {
    return medians(samples(warmups, rounds, contenders));
  }

  static double[] medians(double[][] samples) {
    return Arrays.stream(samples).mapToDouble(Sampler::median).toArray();
  }

  /** The same, but every sample: by contender, then by round. */
  static double[][] samples(int warmups, int rounds, Turn... contenders) throws Exception {
    double[][] samples = new double[contenders.length][rounds];
    for (int round = -warmups; round < rounds; round++) {
      for (int i = 0; i < contenders.length; i++) {
        double nanos = contenders[i].nanos();
        if (round >= 0) {
          samples[i][round] = nanos;
        }
      }
    }
    return samples;
  }

  /** {@code ours} divided by {@code theirs}, round by round. */
  static double[] ratios(double[] ours, double[] theirs) {
    double[] ratios = new double[ours.length];
    Arrays.setAll(ratios, round -> ours[round] / theirs[round]);
    return ratios;
  }

  static double median(double[] samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
