package dev.trustconnect.cli.fetch;

import dev.trustconnect.cli.fetch.Fetched.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Downloads a URL into a file. A refused or wrong download leaves nothing behind; an interrupted
 * one is kept if a later run can resume it. One thread runs it; any thread may {@link #interrupt}
 * it.
 */
public final class Download implements AutoCloseable {
  private final OkHttpClient client;
  private final Wanted wanted;
  private final OutputFile output;
  private final PartialDownload part;
  private final Progress progress;

  private long deadline;
  private long resumedFrom;
  private HttpUrl from;
  private String evidence = "";
  private String remark = "";
  private volatile @Nullable Call current;
  private volatile boolean interrupted;

  private Download(
      OkHttpClient client,
      Wanted wanted,
      OutputFile output,
      PartialDownload part,
      Progress progress) {
    this.client = client;
    this.wanted = wanted;
    this.output = output;
    this.part = part;
    this.progress = progress;
    this.from = wanted.url();
  }

  /**
   * Creates a download with its temporary file, but doesn't start it. Blocks while it reads what an
   * earlier run left.
   *
   * @throws IOException if {@code output} can't be written
   */
  public static Download open(
      OkHttpClient client, Wanted wanted, OutputFile output, Progress progress) throws IOException {
    PartialDownload part = PartialDownload.open(output, wanted.url().toString());
    return new Download(client, wanted, output, part, progress);
  }

  /** Downloads the file. Blocks, for at most {@link Wanted#maxTime} or a little longer. */
  public Fetched run() {
    deadline = System.nanoTime() + wanted.maxTime().toNanos();
    try {
      return fetch(part.bytes());
    } catch (IOException unwritable) {
      return unwritable(unwritable);
    }
  }

  /** Makes {@link #run} end soon, from any thread; what can be resumed is kept. */
  public void interrupt() {
    interrupted = true;
    Call running = current;
    if (running != null) {
      running.cancel();
    }
  }

  private Fetched fetch(long begin) throws IOException {
    resumedFrom = begin;
    try (Answer answer = Answer.to(call(begin))) {
      from = answer.from();
      evidence = answer.evidence();
      Asked asked = new Asked(begin, part.version(), wanted.hashKnown());
      Reading reading =
          ResponseRules.read(
              asked, answer.status(), answer.headers(), answer.protocol(), answer.source());
      if (!(reading instanceof Reading.Unfit)) {
        return received(reading, answer);
      }
    } catch (NetworkFailure failure) {
      return failed(failure);
    }
    // A part that doesn't match is never appended: the whole file is requested instead, once.
    part.restart(new Version("", -1, ""));
    return fetch(0);
  }

  private Call call(long begin) {
    Request.Builder request =
        new Request.Builder().url(wanted.url()).header("accept-encoding", "identity");
    if (begin > 0) {
      // RFC 9110 §13.1.5: the rest of exactly that version, or all of a new one.
      request
          .header("range", "bytes=" + begin + "-")
          .header("if-range", part.version().validator());
    }
    Call call = client.newCall(request.build());
    var unused =
        call.timeout().timeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    current = call;
    if (interrupted) {
      call.cancel();
    }
    return call;
  }

  private Fetched received(Reading reading, Answer answer) throws IOException, NetworkFailure {
    if (reading instanceof Reading.NoFile other) {
      String wait = answer.headers().get("Retry-After");
      return answered(other.status(), wait == null ? "" : wait);
    }
    if (reading instanceof Reading.Refused refused) {
      return refused("seen " + refused.seen() + "; wanted " + refused.wanted());
    }
    if (reading instanceof Reading.Rest rest) {
      return body(answer, rest.length(), rest.total());
    }
    BodyLength length = ((Reading.Whole) reading).length();
    List<String> codings = ResponseRules.codings(answer.headers());
    if (!codings.isEmpty()) {
      remark = "the file is as the server coded it: " + String.join(", ", codings);
    }
    String validator = codings.isEmpty() ? Validator.of(answer.headers()) : "";
    resumedFrom = 0;
    part.restart(new Version(validator, length.bytes(), answer.source()));
    return body(answer, length, length.bytes());
  }

  private Fetched body(Answer answer, BodyLength length, long total)
      throws IOException, NetworkFailure {
    if (total > wanted.maxBytes()) {
      return tooLarge(total + " bytes");
    }
    long begin = part.bytes();
    byte[] chunk = new byte[1 << 16];
    try {
      for (int n = answer.read(chunk); n >= 0; n = answer.read(chunk)) {
        part.write(ByteBuffer.wrap(chunk, 0, n));
        if (part.bytes() > wanted.maxBytes()) {
          return tooLarge("more");
        }
        progress.at(part.bytes(), total);
      }
    } catch (NetworkFailure failure) {
      // OkHttp reports an HTTP/2 body with more bytes than its length in this way.
      if (answer.isFramed() && failure.trouble() instanceof ProtocolException) {
        return refused("seen a body longer than its Content-Length; wanted one length of the body");
      }
      throw failure;
    }
    return ended(answer, length, part.bytes() - begin);
  }

  private Fetched ended(Answer answer, BodyLength length, long received) throws IOException {
    if (length.bytes() >= 0 && received != length.bytes()) {
      return cut("the answer ended after " + received + " of " + length.bytes() + " bytes");
    }
    boolean mayBeCut = length.endsWithConnection() && !answer.isCloseNotified();
    if (mayBeCut && (!wanted.hashKnown() || !part.sha256().equals(wanted.sha256()))) {
      return cut(
          "the answer has no length, and its connection ended without TLS's close_notify, so it"
              + " may have been cut short (a server that always does this needs --sha256)");
    }
    return checked();
  }

  private Fetched checked() throws IOException {
    String found = part.sha256();
    if (wanted.hashKnown() && !found.equals(wanted.sha256())) {
      return refused("seen a file with sha256 " + found + "; wanted " + wanted.sha256());
    }
    part.publish();
    return new Fetched(
        Outcome.DONE, part.bytes(), resumedFrom, found, Wanted.shown(from), evidence, null, remark);
  }

  /** Ends with the status in words. The server's own text isn't shown. */
  private Fetched answered(int status, String retryAfter) throws IOException {
    Outcome outcome = Outcome.ofStatus(status);
    String message = "the server answered " + StatusText.of(status);
    if (outcome == Outcome.NO_FILE) {
      part.discard();
      return end(outcome, null, message);
    }
    String later =
        retryAfter.matches("\\d{1,9}") ? ", to be asked again in " + retryAfter + " s" : "";
    return end(outcome, null, message + later + keep());
  }

  private Fetched tooLarge(String size) throws IOException {
    return refused("seen " + size + "; wanted " + wanted.maxBytes() + " at most (--max-bytes)");
  }

  private Fetched refused(String message) throws IOException {
    part.discard();
    return end(Outcome.REFUSED, null, message);
  }

  private Fetched failed(NetworkFailure failure) throws IOException {
    if (interrupted) {
      return cut("interrupted");
    }
    if (deadline - System.nanoTime() <= 0) {
      return cut("not done within " + inWords(wanted.maxTime()) + " (--max-time)");
    }
    TrustRefusal refusal = TrustRefusal.in(failure.trouble()).orElse(null);
    if (refusal != null) {
      return refused(refusal);
    }
    int status = failure.status();
    return status == 0 || ResponseRules.isSuccess(status)
        ? cut(NetworkTrouble.inWords(failure.trouble()))
        : answered(status, "");
  }

  private Fetched refused(TrustRefusal refusal) throws IOException {
    boolean unanswered = refusal.reason().kind() == Reason.Kind.UNAVAILABLE;
    String message = String.valueOf(refusal.getMessage());
    if (!unanswered) {
      part.discard();
    }
    return end(
        unanswered ? Outcome.FAILED : Outcome.REFUSED,
        refusal.reason().code(),
        unanswered ? message + keep() : message);
  }

  /** The form of the command line, such as 1m30s. */
  private static String inWords(Duration time) {
    return time.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private Fetched cut(String what) throws IOException {
    return end(Outcome.FAILED, null, what + keep());
  }

  /** Keeps what can be resumed; returns a text that says so. */
  private String keep() throws IOException {
    if (part.keep()) {
      return "; "
          + part.bytes()
          + " bytes are kept in "
          + part.file()
          + ": run the same command again to resume";
    }
    return part.bytes() > 0
        ? "; nothing is kept, since the server gave no strong ETag or date to resume by"
        : "; nothing is kept";
  }

  private Fetched unwritable(IOException trouble) {
    String why =
        trouble instanceof FileSystemException named && named.getReason() != null
            ? named.getReason()
            : String.valueOf(trouble.getMessage());
    String rest = "; what was downloaded is removed";
    try {
      part.discard();
    } catch (IOException stuck) {
      rest = "; " + part.file() + " can't be removed";
    }
    return end(Outcome.UNWRITABLE, null, output + " can't be written: " + why + rest);
  }

  private Fetched end(Outcome outcome, @Nullable String reason, String message) {
    return new Fetched(
        outcome, part.bytes(), resumedFrom, null, Wanted.shown(from), evidence, reason, message);
  }

  /** Removes everything from the disk except what {@link #run} published or kept. */
  @Override
  public void close() throws IOException {
    part.close();
  }
}
