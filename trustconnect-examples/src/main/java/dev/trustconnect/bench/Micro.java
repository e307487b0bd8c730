package dev.trustconnect.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one JMH benchmark in a separate JVM. */
final class Micro {

  /** The result: nanoseconds for one operation, and bytes that it allocated. */
  record Score(double nanos, double bytes) {}

  private Micro() {}

  /** The score of {@code benchmarks}' method {@code method} on {@code threads} threads. */
  static Score run(Setting setting, Class<?> benchmarks, String method, int threads)
      throws RunnerException {
    setting.report(benchmarks.getSimpleName() + "." + method);
    Options options =
        new OptionsBuilder()
            .include("^" + benchmarks.getName().replace(".", "\\.") + "\\." + method + "$")
            .forks(1)
            .threads(threads)
            .timeUnit(TimeUnit.NANOSECONDS)
            .warmupIterations(setting.choose(5, 1))
            .warmupTime(TimeValue.milliseconds(setting.choose(1_000, 300)))
            .measurementIterations(setting.choose(5, 2))
            .measurementTime(TimeValue.milliseconds(setting.choose(1_000, 300)))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    RunResult result = new Runner(options).runSingle();
    Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Score(
        result.getPrimaryResult().getScore(), allocated == null ? 0 : allocated.getScore());
  }
}
