package dev.trustconnect.cli.doctor;

import dev.trustconnect.upstream.transport.DohResponse;
import dev.trustconnect.upstream.transport.DohTransport;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Notes the {@code Date} of every response; otherwise the transport that it wraps. Thread-safe. */
final class DatedTransport implements DohTransport {
  private final DohTransport transport;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Consumer<Dated> dates;

  /**
   * A transport that reports dates.
   *
   * @param clock this machine's clock
   * @param nanos measures round trips
   * @param dates receives each; must be thread-safe
   */
  DatedTransport(
      DohTransport transport, InstantSource clock, LongSupplier nanos, Consumer<Dated> dates) {
    this.transport = transport;
    this.clock = clock;
    this.nanos = nanos;
    this.dates = dates;
  }

  @Override
  public CompletableFuture<DohResponse> post(byte[] query, Runnable sending) {
    AtomicLong sent = new AtomicLong(nanos.getAsLong());
    CompletableFuture<DohResponse> posted =
        transport.post(
            query,
            () -> {
              sent.set(nanos.getAsLong()); // connecting isn't part of the round trip
              sending.run();
            });
    var unused = posted.thenAccept(response -> note(response, sent.get()));
    return posted; // not the dependent stage: cancelling this one cancels the request
  }

  private void note(DohResponse response, long sent) {
    String date = response.date();
    String age = response.age();
    if (date == null || (age != null && !age.equals("0"))) {
      return; // RFC 9110 §6.6.1: Date is when the message was made, which is long ago in a cache
    }
    Duration roundTrip = Duration.ofNanos(nanos.getAsLong() - sent);
    Instant here = clock.instant().minus(roundTrip.dividedBy(2));
    try {
      Instant there = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
      dates.accept(new Dated(there, here, roundTrip));
    } catch (DateTimeException malformed) {
      return; // a server without a usable Date isn't one to set a clock by
    }
  }

  @Override
  public void renew() {
    transport.renew();
  }

  @Override
  public void close() {
    transport.close();
  }
}
