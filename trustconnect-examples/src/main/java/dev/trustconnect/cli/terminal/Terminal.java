package dev.trustconnect.cli.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command reads and writes, and what the terminal can show.
 *
 * @param out results; buffered, so a command flushes it after each line
 * @param err everything else
 * @param charset what {@code out} writes in
 * @param environment the process's environment
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Charset charset,
    Map<String, String> environment) {

  /** The process's own streams. */
  public static Terminal ofProcess() {
    Charset charset = charsetOfOutput();
    return new Terminal(
        System.in,
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, charset),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset),
        isTerminal(1),
        isTerminal(2),
        charset,
        System.getenv());
  }

  /** Whether to use colours: on a terminal that can, unless NO_COLOR is set (no-color.org). */
  public boolean showsColour() {
    return outIsTerminal
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** Whether the character set has the lines of a tree; otherwise they are drawn in ASCII. */
  boolean drawsLines() {
    return charset.canEncode() && charset.newEncoder().canEncode("└├│─→✗");
  }

  /** The terminal's encoding where the JDK knows it (18 and later), otherwise the default one. */
  private static Charset charsetOfOutput() {
    String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    try {
      return name == null ? Charset.defaultCharset() : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return Charset.defaultCharset();
    }
  }

  /** Java only knows whether input and output are both a terminal; Linux knows it for each. */
  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
    if (!Files.isSymbolicLink(link)) {
      return isConsoleInteractive();
    }
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException unreadable) {
      return false;
    }
  }

  @SuppressWarnings("SystemConsoleNull") // asked below where it isn't null
  private static boolean isConsoleInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console); // JDK 22 and later
    } catch (NoSuchMethodException older) {
      return true; // before JDK 22 there is a console only if it is a terminal
    } catch (ReflectiveOperationException unknown) {
      return false;
    }
  }
}
