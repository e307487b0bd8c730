package dev.trustconnect.cli.lab;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/** What was printed, for tests that wait for a line of it. Thread-safe. */
public final class LineSink extends ByteArrayOutputStream {
  @Override
  public synchronized void write(int b) {
    super.write(b);
    notifyAll();
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    super.write(bytes, offset, length);
    notifyAll();
  }

  /** The lines so far. */
  public synchronized List<String> lines() {
    String text = toString(StandardCharsets.UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /** Waits for a line; the test's own limit bounds it. */
  public synchronized String await(Predicate<String> wanted) throws InterruptedException {
    while (true) {
      for (String line : lines()) {
        if (wanted.test(line)) {
          return line;
        }
      }
      wait();
    }
  }
}
