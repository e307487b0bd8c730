package dev.trustconnect.examples;

import dev.trustconnect.evidence.Evidence;
import dev.trustconnect.examples.Fetched.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one URL into a file through a client that is protected. What is refused or isn't what was
 * wanted leaves nothing behind; what the network cut short is kept, to be gone on with.
 */
final class Download {
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final OkHttpClient client;
  private final HttpUrl url;
  private final PartialFile file;
  private final @Nullable String sha256;
  private final long maxBytes;
  private final FetchProgress progress;

  private long resumedFrom;
  private long bytes;
  private HttpUrl from;
  private String evidence = "";

  /**
   * A download that hasn't begun.
   *
   * @param sha256 of the whole, in lower-case hex; null: whatever comes
   */
  Download(
      OkHttpClient client,
      HttpUrl url,
      PartialFile file,
      @Nullable String sha256,
      long maxBytes,
      FetchProgress progress) {
    this.client = client;
    this.url = url;
    this.file = file;
    this.sha256 = sha256;
    this.maxBytes = maxBytes;
    this.progress = progress;
    this.from = url;
  }

  /** Fetches it. Blocks. */
  Fetched run() {
    try {
      resumedFrom = file.size(url.toString());
      Fetched ended = fetch();
      if (ended.outcome() == Outcome.REFUSED) {
        file.discard();
      }
      return ended;
    } catch (IOException unwritable) {
      return ended(Outcome.FAILED, null, "it can't be written: " + FileTrouble.inWords(unwritable));
    } finally {
      progress.end();
    }
  }

  private Fetched fetch() throws IOException {
    Response response;
    try {
      response = client.newCall(request()).execute();
    } catch (IOException failed) {
      return failed(failed);
    }
    try (response) {
      from = response.request().url();
      evidence = TrustConnectOkHttp.evidenceOf(response).map(Evidence::summary).orElse("");
      if (response.code() == RANGE_NOT_SATISFIABLE && resumedFrom > 0) {
        file.discard(); // it has become shorter: another file by now
        resumedFrom = 0;
        return fetch();
      }
      return response.isSuccessful()
          ? received(response)
          : ended(Outcome.FAILED, null, "the server answered " + response.code());
    }
  }

  private Request request() throws IOException {
    Request.Builder request =
        new Request.Builder().url(url).header("accept-encoding", "identity"); // bytes as they are
    if (resumedFrom > 0) {
      // RFC 9110 §13.1.5: the rest of that very version, or all of the new one.
      request
          .header("range", "bytes=" + resumedFrom + "-")
          .header("if-range", file.validator(url.toString()));
    }
    return request.build();
  }

  private Fetched received(Response response) throws IOException {
    boolean goesOn = response.code() == PARTIAL_CONTENT && continues(response);
    if (response.code() == PARTIAL_CONTENT && !goesOn) {
      return ended(Outcome.REFUSED, null, "the server sent a part that wasn't asked for");
    }
    if (!goesOn) {
      resumedFrom = 0;
    }
    bytes = resumedFrom;
    long rest = Objects.requireNonNull(response.body()).contentLength();
    long total = rest < 0 ? -1 : bytes + rest;
    if (total > maxBytes) {
      return tooLarge(total + " bytes");
    }
    IOException cut = null;
    try (InputStream in = response.body().byteStream();
        FileChannel out = file.open(url.toString(), validator(response), goesOn)) {
      cut = copy(in, out, total);
      out.force(true);
    }
    if (bytes > maxBytes) {
      return tooLarge("more");
    }
    return cut != null ? failed(cut) : checked();
  }

  /** What went wrong on the network's side; what the file can't take is thrown. */
  private @Nullable IOException copy(InputStream in, FileChannel out, long total)
      throws IOException {
    byte[] chunk = new byte[1 << 16];
    while (bytes <= maxBytes) {
      int n;
      try {
        n = in.read(chunk);
      } catch (IOException cut) {
        return cut;
      }
      if (n < 0) {
        return null;
      }
      ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, n);
      while (buffer.hasRemaining()) {
        bytes += out.write(buffer);
      }
      progress.at(bytes, total);
    }
    return null;
  }

  private Fetched checked() throws IOException {
    String found = file.sha256();
    if (sha256 != null && !sha256.equals(found)) {
      return ended(
          Outcome.REFUSED, null, "seen a file with sha256 " + found + "; wanted " + sha256);
    }
    file.publish();
    return new Fetched(Outcome.DONE, bytes, resumedFrom, found, shown(from), evidence, null, "");
  }

  private boolean continues(Response response) throws IOException {
    String range = response.header("content-range", "");
    return resumedFrom > 0
        && Objects.requireNonNull(range).startsWith("bytes " + resumedFrom + "-")
        && validator(response).equals(file.validator(url.toString()));
  }

  /** A strong one, or empty: weak ones may stand for other bytes (RFC 9110 §8.8.1). */
  private static String validator(Response response) {
    String tag = response.header("etag");
    if (tag != null) {
      return tag.startsWith("W/") ? "" : tag;
    }
    String modified = response.header("last-modified");
    return modified == null ? "" : modified;
  }

  /** Without what may be a token. */
  static String shown(HttpUrl url) {
    return url.newBuilder().query(null).fragment(null).username("").password("").build().toString();
  }

  private Fetched tooLarge(String size) {
    return ended(
        Outcome.REFUSED, null, "seen " + size + "; wanted " + maxBytes + " at most (--max-bytes)");
  }

  private Fetched failed(IOException failure) {
    TrustRefusal refusal = TrustRefusal.in(failure).orElse(null);
    if (refusal == null) {
      String kept = bytes > 0 ? "; run it again to go on from there" : "";
      return ended(Outcome.FAILED, null, failure + kept);
    }
    boolean nobodyAsked =
        refusal.reason().code().startsWith("upstream.")
            || refusal.reason() == Reason.DEADLINE_EXCEEDED;
    return ended(
        nobodyAsked ? Outcome.FAILED : Outcome.REFUSED,
        refusal.reason().code(),
        String.valueOf(refusal.getMessage()));
  }

  private Fetched ended(Outcome outcome, @Nullable String reason, String message) {
    return new Fetched(outcome, bytes, resumedFrom, null, shown(from), evidence, reason, message);
  }
}
