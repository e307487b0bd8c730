package dev.trustconnect.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The processor time that all Java threads of this JVM spend on work. A busy machine makes work
 * take longer, but hardly makes it cost more. Compilation and garbage collection don't count, nor
 * do the threads of the servers that a client is measured against.
 */
final class ProcessorTime {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final List<String> SERVERS =
      List.of("tls-peer", "asking-peer", "loopback-wire", "Connector-Scheduler");

  private ProcessorTime() {}

  /** A turn that does {@code work} so many times, and counts what one of them costs. */
  static Sampler.Turn of(int times, Sampler.Work work) {
    return () -> {
      Map<Long, Long> before = spent();
      for (int i = 0; i < times; i++) {
        work.run();
      }
      return nanosSince(before) / (double) times;
    };
  }

  /**
   * The processor time of all threads since {@link #spent} was called; the time of ended threads is
   * missing.
   */
  static long nanosSince(Map<Long, Long> before) {
    long nanos = 0;
    for (Map.Entry<Long, Long> thread : spent().entrySet()) {
      nanos += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
    }
    return nanos;
  }

  /** By thread, in nanoseconds. */
  static Map<Long, Long> spent() {
    List<Long> counted = new ArrayList<>();
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && SERVERS.stream().noneMatch(thread.getThreadName()::startsWith)) {
        counted.add(thread.getThreadId());
      }
    }
    long[] ids = counted.stream().mapToLong(Long::longValue).toArray();
    long[] nanos = THREADS.getThreadCpuTime(ids);
    Map<Long, Long> spent = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      spent.put(ids[i], Math.max(0, nanos[i])); // -1: it has ended
    }
    return spent;
  }
}
