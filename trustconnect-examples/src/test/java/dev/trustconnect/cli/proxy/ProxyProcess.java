package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.cli.Main;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.cli.lab.LineSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code trustconnect proxy} as a process of its own. */
final class ProxyProcess implements AutoCloseable {
  final LineSink out = new LineSink();
  final LineSink err = new LineSink();
  private final Process process;

  /**
   * Starts it.
   *
   * @param shell runs before it in the same shell, such as {@code ulimit -n 256}
   */
  ProxyProcess(String shell, List<String> jvm, EndpointLab lab, Path policy, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    // A build in the background ignores SIGINT, one under nohup SIGHUP, and its child processes
    // would, too.
    command.addAll(List.of("env", "--default-signal"));
    command.addAll(List.of("sh", "-c", shell + "; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(jvm);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Main.class.getName()));
    List<String> arguments = new ArrayList<>(List.of("--json", "--allow-port"));
    arguments.add(Integer.toString(lab.peer.port()));
    arguments.addAll(List.of(more));
    command.addAll(List.of(lab.arguments("proxy", policy, arguments.toArray(String[]::new))));
    process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    copy(process.getInputStream(), out);
    copy(process.getErrorStream(), err);
  }

  private static void copy(InputStream from, LineSink to) {
    Thread thread =
        new Thread(
            () -> {
              try (from) {
                long unused = from.transferTo(to);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it listens, when it does. */
  int awaitPort() throws InterruptedException {
    String line = err.await(text -> text.contains("listening at http://127.0.0.1:"));
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  void signal(String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit status, when it has ended. */
  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
