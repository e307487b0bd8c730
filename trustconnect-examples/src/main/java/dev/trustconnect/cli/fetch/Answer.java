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

/**
 * A server's final response, whose body is read in chunks. Failures are reported as the network's.
 */
final class Answer implements AutoCloseable {
  private final Response response;
  private final InputStream body;
  private final CallWatch watch;

  private Answer(Response response, CallWatch watch) {
    this.response = response;
    this.body = response.body().byteStream();
    this.watch = watch;
  }

  /** The response to {@code call}. Blocks until its head has arrived. */
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

  /** The URL that it came from, after redirects. */
  HttpUrl from() {
    return response.request().url();
  }

  /**
   * A fingerprint of that URL, without the query, which differs every time in redirects to signed
   * URLs.
   */
  String source() {
    return Sha256.of(Wanted.shown(from()));
  }

  /** A summary of what was proven about its connection; empty if nothing was. */
  String evidence() {
    return TrustConnectOkHttp.evidenceOf(response).map(Evidence::summary).orElse("");
  }

  /**
   * Reads into {@code chunk} and returns the number of bytes; -1 at the end of the body. Blocks.
   */
  int read(byte[] chunk) throws NetworkFailure {
    try {
      return body.read(chunk);
    } catch (IOException cut) {
      throw new NetworkFailure(cut, 0);
    }
  }

  /** Whether a TLS close_notify came before the end of the connection that ended the body. */
  boolean isCloseNotified() {
    return watch.isCloseNotified();
  }

  @Override
  public void close() {
    response.close();
  }
}
