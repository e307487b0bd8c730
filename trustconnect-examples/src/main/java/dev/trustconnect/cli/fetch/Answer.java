package dev.trustconnect.cli.fetch;

import dev.trustconnect.gate.Evidence;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okhttp3.Response;

/** A server's final answer, its body to be read bit by bit. Whatever fails is the network's. */
final class Answer implements AutoCloseable {
  private final Response response;
  private final InputStream body;
  private final CallWatch watch;

  private Answer(Response response, CallWatch watch) {
    this.response = response;
    this.body = response.body().byteStream();
    this.watch = watch;
  }

  /** The answer to {@code call}. Blocks until its head is there. */
  static Answer to(Call call) throws NetworkFailure {
    CallWatch watch = new CallWatch();
    call.addEventListener(watch);
    try {
      return new Answer(call.execute(), watch);
    } catch (IOException failed) {
      throw new NetworkFailure(failed, watch.givenUpOn(failed));
    }
  }

  int status() {
    return response.code();
  }

  Headers headers() {
    return response.headers();
  }

  Protocol protocol() {
    return response.protocol();
  }

  boolean isFramed() {
    return protocol() != Protocol.HTTP_1_1 && protocol() != Protocol.HTTP_1_0;
  }

  /** Where it came from, after redirects. */
  HttpUrl from() {
    return response.request().url();
  }

  /**
   * A fingerprint of where it came from. The query is left out: redirects to signed URLs differ in
   * it every time.
   */
  String source() {
    return Sha256.of(Wanted.shown(from()));
  }

  /** What was proven about the connection it came over; empty if nothing was. */
  String evidence() {
    return TrustConnectOkHttp.evidenceOf(response).map(Evidence::summary).orElse("");
  }

  /** How many more bytes there are in {@code chunk}; -1 at the end of the body. Blocks. */
  int read(byte[] chunk) throws NetworkFailure {
    try {
      return body.read(chunk);
    } catch (IOException cut) {
      throw new NetworkFailure(cut, 0);
    }
  }

  /** Whether TLS announced the end of the connection with which the body ended. */
  boolean isCloseNotified() {
    return watch.isCloseNotified();
  }

  @Override
  public void close() {
    response.close();
  }
}
