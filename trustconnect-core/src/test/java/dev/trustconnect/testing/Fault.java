package dev.trustconnect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.xbill.DNS.Message;

/** What a {@link LoopbackDoh} does to a request instead of answering it, or to the answer. */
public final class Fault {
  private static final String TYPE = "application/dns-message";
  private static final int CHUNK_BYTES = 16_384;
  private static final int DRIP_MILLIS = 20;

  /** The answer, unharmed. */
  public static final Fault NONE = new Fault(request -> reply(request, 200, TYPE, request.answer));

  /** Nothing, until {@link LoopbackDoh#release()} or the end. */
  public static final Fault PARK = new Fault(request -> request.doh.park(request));

  /** A body that never ends, as fast as the client takes it. */
  public static final Fault ENDLESS = endless(TYPE);

  /** The head and half of the answer, and then nothing. */
  public static final Fault STALL =
      new Fault(
          request -> {
            head(request, 200, TYPE);
            request.response.write(false, half(request), Callback.NOOP);
          });

  /** The head, and then one byte after the other, for ever. */
  public static final Fault DRIP =
      new Fault(
          request -> {
            head(request, 200, TYPE);
            drip(request);
          });

  /** Half of the answer, ended in good order. */
  public static final Fault TRUNCATE =
      new Fault(
          request -> {
            head(request, 200, TYPE);
            request.response.write(true, half(request), request.callback);
          });

  /** A TCP reset of every connection. */
  public static final Fault RESET = new Fault(request -> request.doh.reset());

  /** The head and half of the answer, and then a TCP reset. */
  public static final Fault RESET_LATE =
      new Fault(
          request -> {
            head(request, 200, TYPE);
            request.response.write(
                false, half(request), Callback.from(request.doh::reset, failure -> {}));
          });

  /** RST_STREAM instead of an answer (RFC 9113 §6.4). */
  public static final Fault RST_STREAM =
      new Fault(request -> resetStream(request, ErrorCode.INTERNAL_ERROR));

  /** RST_STREAM with REFUSED_STREAM: the request was not processed (RFC 9113 §8.7). */
  public static final Fault REFUSED_STREAM =
      new Fault(request -> resetStream(request, ErrorCode.REFUSED_STREAM_ERROR));

  /** The head and half of the answer, and then RST_STREAM. */
  public static final Fault RST_STREAM_LATE =
      new Fault(
          request -> {
            head(request, 200, TYPE);
            request.response.write(
                false,
                half(request),
                Callback.from(() -> resetStream(request, ErrorCode.INTERNAL_ERROR), failure -> {}));
          });

  /** GOAWAY, and then a TCP reset: whatever was still sent on the connection is lost. */
  public static final Fault GO_AWAY_RESET =
      new Fault(
          request ->
              goAway(
                  request, 0, Callback.from(request.doh::reset, failure -> request.doh.reset())));

  /** GOAWAY for this connection; this request was not looked at (RFC 9113 §6.8). */
  public static final Fault GO_AWAY = new Fault(request -> goAway(request, 0, Callback.NOOP));

  /**
   * GOAWAY for this connection: of the requests under way the first that is parked is still going
   * to be answered, the others were not looked at (RFC 9113 §6.8).
   */
  public static final Fault GO_AWAY_ABOVE_THE_FIRST =
      new Fault(request -> goAway(request, request.doh.firstParked().stream(), Callback.NOOP));

  private final Harm harm;

  private Fault(Harm harm) {
    this.harm = harm;
  }

  /** Another status, with headers in pairs of name and value, and a page in HTML. */
  public static Fault status(int status, String... headers) {
    return new Fault(
        request -> {
          set(request, headers);
          reply(request, status, "text/html", "<h1>no</h1>".getBytes(UTF_8));
        });
  }

  /** The answer with another media type; null: without one. */
  public static Fault contentType(String type) {
    return new Fault(request -> reply(request, 200, type, request.answer));
  }

  /** The answer, with further headers in pairs of name and value. */
  public static Fault headers(String... headers) {
    return new Fault(
        request -> {
          set(request, headers);
          reply(request, 200, TYPE, request.answer);
        });
  }

  /** A body that never ends, of this media type. */
  public static Fault endless(String type) {
    return new Fault(
        request -> {
          head(request, 200, type);
          endless(request);
        });
  }

  /** Another answer to the query, with further headers in pairs of name and value. */
  public static Fault reply(UnaryOperator<Message> answer, String... headers) {
    return new Fault(
        request -> {
          set(request, headers);
          reply(request, 200, TYPE, answer.apply(request.query).toWire(65_535));
        });
  }

  /** The answer with its bytes changed. */
  public static Fault wire(UnaryOperator<byte[]> change) {
    return new Fault(request -> reply(request, 200, TYPE, change.apply(request.answer)));
  }

  /** These bytes in place of the answer. */
  public static Fault body(byte[] bytes) {
    return new Fault(request -> reply(request, 200, TYPE, bytes));
  }

  /** A head that announces so many bytes, and then nothing. */
  public static Fault announcing(long bytes) {
    return new Fault(
        request -> {
          head(request, 200, TYPE);
          request.response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes);
          request.response.write(false, ByteBuffer.allocate(1), Callback.NOOP);
        });
  }

  /**
   * The answer under a {@code content-length} of its own, as raw frames: what a server says that
   * doesn't count.
   */
  public static Fault contentLength(String... values) {
    return new Fault(
        request -> {
          HttpFields.Mutable fields = HttpFields.build();
          fields.put(HttpHeader.CONTENT_TYPE, TYPE);
          for (String value : values) {
            fields.add(HttpHeader.CONTENT_LENGTH, value);
          }
          MetaData.Response head = new MetaData.Response(200, null, HttpVersion.HTTP_2, fields);
          Stream stream = stream(request);
          ByteBuffer body = ByteBuffer.wrap(request.answer);
          stream.headers(
              new HeadersFrame(stream.getId(), head, null, false),
              Callback.from(
                  () -> stream.data(new DataFrame(stream.getId(), body, true), Callback.NOOP),
                  failure -> {}));
        });
  }

  void send(Waiting request) {
    harm.send(request);
  }

  /** A request that hasn't been answered yet. */
  static final class Waiting {
    final LoopbackDoh doh;
    final Request request;
    final Response response;
    final Callback callback;
    private final Message query;
    private final byte[] answer;

    Waiting(
        LoopbackDoh doh,
        Request request,
        Response response,
        Callback callback,
        Message query,
        byte[] answer) {
      this.doh = doh;
      this.request = request;
      this.response = response;
      this.callback = callback;
      this.query = query;
      this.answer = answer;
    }

    int stream() {
      return Integer.parseInt(request.getId());
    }
  }

  private interface Harm {
    void send(Waiting request);
  }

  private static void head(Waiting request, int status, String type) {
    request.response.setStatus(status);
    if (type != null) {
      request.response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    }
  }

  private static void set(Waiting request, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.response.getHeaders().put(headers[i], headers[i + 1]);
    }
  }

  private static void reply(Waiting request, int status, String type, byte[] body) {
    head(request, status, type);
    if (status == HttpStatus.NO_CONTENT_204) {
      request.callback.succeeded();
      return;
    }
    request.response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    request.response.write(true, ByteBuffer.wrap(body), request.callback);
  }

  private static void resetStream(Waiting request, ErrorCode why) {
    Stream stream = stream(request);
    if (stream != null) {
      stream.reset(new ResetFrame(stream.getId(), why.code), Callback.NOOP);
    }
  }

  private static Stream stream(Waiting request) {
    return session(request).getStream(request.stream());
  }

  private static HTTP2Session session(Waiting request) {
    HTTP2Connection connection =
        (HTTP2Connection) request.request.getConnectionMetaData().getConnection();
    return connection.getSession();
  }

  private static void goAway(Waiting request, int lastStream, Callback then) {
    session(request)
        .goAway(new GoAwayFrame(lastStream, ErrorCode.NO_ERROR.code, new byte[0]), then);
  }

  private static ByteBuffer half(Waiting request) {
    return ByteBuffer.wrap(request.answer, 0, request.answer.length / 2);
  }

  private static void drip(Waiting request) {
    Callback again =
        Callback.from(
            () ->
                request
                    .request
                    .getComponents()
                    .getScheduler()
                    .schedule(() -> drip(request), DRIP_MILLIS, TimeUnit.MILLISECONDS),
            failure -> givenUp(request, failure));
    request.response.write(false, ByteBuffer.allocate(1), again);
  }

  private static void givenUp(Waiting request, Throwable failure) {
    request.doh.abandon(request.request);
    request.callback.failed(failure);
  }

  private static void endless(Waiting request) {
    new IteratingCallback() {
      @Override
      protected Action process() {
        request.response.write(false, ByteBuffer.allocate(CHUNK_BYTES), this);
        return Action.SCHEDULED;
      }

      @Override
      protected void onCompleteFailure(Throwable cause) {
        givenUp(request, cause);
      }
    }.iterate();
  }
}
