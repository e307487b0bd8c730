package dev.trustconnect.cli.fetch;

import org.jspecify.annotations.Nullable;

/**
 * How a download ended.
 *
 * @param outcome how it ended
 * @param bytes the size of the file, or of the part received so far if it is incomplete
 * @param resumedFrom how many of those bytes an earlier run received
 * @param sha256 the file's SHA-256 in lower-case hex; null if the file is incomplete
 * @param from the URL that sent the bytes, after redirects, without query and user information
 * @param evidence what was proven about that connection; empty if nothing was
 * @param reason the code of a trust refusal; null if it wasn't one
 * @param message what went wrong, or a remark on a success; may be empty
 */
public record Fetched(
    Outcome outcome,
    long bytes,
    long resumedFrom,
    @Nullable String sha256,
    String from,
    String evidence,
    @Nullable String reason,
    String message) {

  /** The possible outcomes, each with its exit status. */
  public enum Outcome {
    /** The file is complete and checked. */
    DONE(0),
    /** The download was refused, or the file isn't the wanted one. */
    REFUSED(1),
    /** There was no response, or it was cut short; what can be resumed is kept. */
    FAILED(3),
    /** The server answered, but not with a file: 404, 403, 204 and so on. */
    NO_FILE(4),
    /** The server answered that it can't serve the file now: 503, 429, 500 and so on. */
    SERVER_ERROR(5),
    /** The redirects don't end, or one has no usable target. */
    REDIRECT_LOOP(6),
    /** The file can't be written: the disk is full, or over quota (EX_IOERR of sysexits.h). */
    UNWRITABLE(74);

    private final int exitStatus;

    Outcome(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    /** The exit status of the process. */
    public int exitStatus() {
      return exitStatus;
    }

    /** The outcome of a final response with this status, if the status isn't success. */
    static Outcome ofStatus(int status) {
      return switch (status) {
        case 301, 302, 303, 307, 308 -> REDIRECT_LOOP;
        case 408, 425, 429 -> SERVER_ERROR; // RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4
        default -> status >= 500 ? SERVER_ERROR : NO_FILE;
      };
    }
  }
}
