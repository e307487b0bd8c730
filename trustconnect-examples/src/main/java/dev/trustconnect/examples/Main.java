package dev.trustconnect.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code trustconnect} command line. */
@Command(name = "trustconnect", description = "Shows what can be proven about an endpoint.")
public final class Main implements Runnable {
  private Main() {}

  /** Runs the command line and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  /** Prints the usage. */
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
