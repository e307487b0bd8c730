package dev.trustconnect.cli.option;

/** Exit statuses that all commands share. The others are defined by their command. */
public final class ExitStatus {
  /** Something is wrong with the command line. */
  public static final int USAGE = 2;

  /** A bug of this program, which says nothing about a name. */
  public static final int BUG = 70;

  /** The output couldn't be written (EX_IOERR of sysexits.h). */
  public static final int OUTPUT = 74;

  private ExitStatus() {}
}
