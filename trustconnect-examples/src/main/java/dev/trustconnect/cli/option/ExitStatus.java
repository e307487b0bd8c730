package dev.trustconnect.cli.option;

/** Exit statuses that every command shares. The others are with the command that gives them. */
public final class ExitStatus {
  /** Something is wrong with the command line. */
  public static final int USAGE = 2;

  /** A defect of this program: none of the statuses that say something about a name. */
  public static final int BUG = 70;

  /** What was found couldn't be written (EX_IOERR of sysexits.h). */
  public static final int OUTPUT = 74;

  private ExitStatus() {}
}
