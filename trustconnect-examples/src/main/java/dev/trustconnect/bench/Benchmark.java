package dev.trustconnect.bench;

import java.util.function.Consumer;

/**
 * One thing to measure.
 *
 * @param name to choose it by
 * @param title what it measures, for people
 */
public record Benchmark(String name, String title, Measuring measuring) {

  /** The measurement itself. */
  @FunctionalInterface
  public interface Measuring {
    /**
     * Measures; blocks until it is done.
     *
     * @param rows takes each row as soon as it is known
     * @throws Exception what went wrong; the run continues with the next benchmark
     */
    void run(Setting setting, Consumer<Row> rows) throws Exception;
  }
}
