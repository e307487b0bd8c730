package dev.trustconnect.fuzz;

import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.DohResponse;
import dev.trustconnect.upstream.transport.DohServer;
import dev.trustconnect.upstream.transport.DohTransport;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * What a DoH server sends back: a byte that chooses the status, a byte that says how long the
 * headers are, those, and a body.
 */
final class DohBodyTarget implements FuzzTarget {
  private static final Name WWW = Name.fromConstantString("www.example.test.");
  private static final int[] STATUSES = {200, 200, 200, 200, 204, 301, 429, 503};

  private volatile DohResponse response = read(new byte[0]);
  private final DnsExchange exchange =
      DohUpstream.builder("https://127.0.0.1/dns-query").transport(Canned::new).build().open();

  @Override
  public void run(byte[] input) {
    response = read(input);
    try {
      exchange.ask(WWW, Type.A, Duration.ofSeconds(20)).join();
    } catch (CompletionException failed) {
      if (!(failed.getCause() instanceof ExchangeException)) {
        throw failed;
      }
    }
  }

  private static DohResponse read(byte[] input) {
    int head = input.length < 2 ? 0 : Math.min(input[1] & 0xFF, input.length - 2);
    int status = input.length < 2 ? 200 : STATUSES[(input[0] & 0xFF) % STATUSES.length];
    String text = head == 0 ? "" : new String(input, 2, head, StandardCharsets.ISO_8859_1);
    String[] headers = (text + "\n\n\n").split("\n", -1);
    int start = input.length < 2 ? 0 : 2 + head;
    int length = Math.min(input.length - start, DohResponse.MAX_BODY_BYTES);
    byte[] body = new byte[length];
    System.arraycopy(input, start, body, 0, length);
    String type = headers[0].isEmpty() ? DohResponse.MEDIA_TYPE : headers[0];
    return new DohResponse(
        status,
        type,
        headers[1].isEmpty() ? null : headers[1],
        headers[2].isEmpty() ? null : headers[2],
        headers[1].isEmpty() ? null : headers[1],
        DohResponse.wantsBody(status, type) ? body : new byte[0]);
  }

  @Override
  public List<byte[]> seeds() {
    byte[] wire =
        SignedWorld.builder()
            .zone("example.test", zone -> zone.record("www A 192.0.2.1"))
            .build()
            .answer(WWW, Type.A)
            .toWire();
    byte[] aged = "application/dns-message; x\n17\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] wait = "\n\nSun, 01 Mar 2026 12:01:30 GMT".getBytes(StandardCharsets.ISO_8859_1);
    return List.of(
        seed(0, new byte[0], wire), seed(1, aged, wire), seed(6, wait, wire), seed(7, wait, wire));
  }

  private static byte[] seed(int status, byte[] headers, byte[] body) {
    byte[] seed = new byte[2 + headers.length + body.length];
    seed[0] = (byte) status;
    seed[1] = (byte) headers.length;
    System.arraycopy(headers, 0, seed, 2, headers.length);
    System.arraycopy(body, 0, seed, 2 + headers.length, body.length);
    return seed;
  }

  /** Says the same to everything. */
  private final class Canned implements DohTransport {
    Canned(DohServer server) {}

    @Override
    public CompletableFuture<DohResponse> post(byte[] query, Runnable sending) {
      sending.run();
      return CompletableFuture.completedFuture(response);
    }

    @Override
    public void renew() {}

    @Override
    public void close() {}
  }
}
