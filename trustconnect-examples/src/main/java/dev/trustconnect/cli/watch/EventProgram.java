package dev.trustconnect.cli.watch;

import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.watch.WatchEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs a program for each event, one at a time and without a shell: the event is JSON on its
 * standard input, and in variables. For one thread at a time; the counts may be read on any.
 *
 * <p>Of the watch's environment it gets only the variables that programs need to run, and none that
 * may hold another program's secret.
 */
final class EventProgram implements Receiver {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final int MAX_OUTPUT = 64 << 10;
  private static final int MAX_SHOWN = 200;
  private static final long FAREWELL_SECONDS = 2;

  /** The variables that are passed on. */
  private static final List<String> PASSED =
      List.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SystemRoot");

  private final List<String> command;
  private final Map<String, String> environment;
  private final Duration limit;
  private final Notes notes;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  /**
   * A program.
   *
   * @param command the program and its arguments
   * @param environment that of this process
   * @param limit how long it may run
   */
  EventProgram(List<String> command, Map<String, String> environment, Duration limit, Notes notes) {
    this.command = List.copyOf(command);
    this.environment = new TreeMap<>(environment);
    this.environment.keySet().retainAll(PASSED);
    this.limit = limit;
    this.notes = notes;
  }

  /**
   * The program and its arguments, split at spaces; nothing else has a meaning.
   *
   * @throws IllegalArgumentException if there is none
   */
  static List<String> parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("--exec: name a program");
    }
    return List.of(text.strip().split("\\s+"));
  }

  @Override
  public String name() {
    return "exec";
  }

  @Override
  public void accept(WatchEvent event) throws IOException, InterruptedException {
    String problem;
    try {
      problem = run(event);
    } catch (IOException unstartable) {
      problem = String.valueOf(unstartable.getMessage());
    } catch (InterruptedException closing) {
      lost.incrementAndGet();
      notes.note("--exec was ended with the watch, at event " + event.id());
      throw closing;
    }
    if (problem.isEmpty()) {
      delivered.incrementAndGet();
      return;
    }
    lost.incrementAndGet();
    String message = "--exec failed for event " + event.id() + ": " + ShownText.line(problem);
    notes.note(message);
    throw new IOException(message);
  }

  @Override
  public void once(WatchEvent event) throws IOException, InterruptedException {
    String problem = run(event);
    if (!problem.isEmpty()) {
      throw new IOException(ShownText.line(problem));
    }
  }

  /** Runs it. Returns why it failed; empty if it ended with 0. */
  private String run(WatchEvent event) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(variables(event));
    Process process = builder.start();
    Output output = new Output(process.getInputStream());
    try {
      output.start();
      write(process, event.toJson() + "\n");
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return "it didn't end within " + limit.toSeconds() + " s and was killed";
      }
      output.join(TimeUnit.SECONDS.toMillis(FAREWELL_SECONDS)); // a child of it may keep it open
      int status = process.exitValue();
      return status == 0 ? "" : "it ended with " + status + output.firstLine();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  static Map<String, String> variables(WatchEvent event) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("TRUSTCONNECT_EVENT_ID", event.id());
    variables.put("TRUSTCONNECT_EVENT_TYPE", event.kind().code());
    variables.put("TRUSTCONNECT_TIME", event.time().toString());
    variables.put("TRUSTCONNECT_SUBJECT", event.subject());
    variables.put("TRUSTCONNECT_SUMMARY", event.summary());
    variables.put("TRUSTCONNECT_VERDICT_BEFORE", event.details().verdictBefore().orElse(""));
    variables.put("TRUSTCONNECT_VERDICT_AFTER", event.details().verdictAfter().orElse(""));
    variables.put("TRUSTCONNECT_REFUSAL", event.details().refusal().orElse(""));
    variables.put("TRUSTCONNECT_AFFECTED", Integer.toString(event.details().affected()));
    return variables;
  }

  /** An event fits into the buffer of a pipe: this doesn't wait for the program. */
  private static void write(Process process, String text) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException unread) {
      // The program ended, or closed its standard input, without reading it: it needn't.
    }
  }

  /** Reads what the program prints, so that it doesn't block, and keeps the beginning. */
  private static final class Output extends Thread {
    private final InputStream from;
    private volatile String first = "";

    Output(InputStream from) {
      super("trustconnect-watch-exec");
      setDaemon(true);
      this.from = from;
    }

    @Override
    public void run() {
      try (InputStream in = from) {
        first = new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
        in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException killed) {
        // Its output is only shown where it failed, and that is known without it.
      }
    }

    String firstLine() {
      String line = first.lines().filter(text -> !text.isBlank()).findFirst().orElse("").strip();
      return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(line.length(), MAX_SHOWN));
    }
  }

  @Override
  public long delivered() {
    return delivered.get();
  }

  @Override
  public long lost() {
    return lost.get();
  }

  @Override
  public long failedAttempts() {
    return lost.get();
  }

  @Override
  public void close() {
    // A program that runs is killed when its thread is interrupted.
  }
}
