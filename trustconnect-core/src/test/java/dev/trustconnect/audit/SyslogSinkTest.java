package dev.trustconnect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.audit.LoopbackReceiver.Habit;
import dev.trustconnect.audit.syslog.WireTime;
import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

/** Each event arrives once, whole, or is counted as lost; a bad receiver costs nothing else. */
@Timeout(120)
class SyslogSinkTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(60);

  private final TestCa corp = TestCa.create("Corp");
  private final LogLines logged = new LogLines();

  /** The log lines of a sink, in order. */
  private static final class LogLines {
    private final BlockingQueue<SubstituteLoggingEvent> lines = new LinkedBlockingQueue<>();

    Logger logger() {
      return new EventRecordingLogger(new SubstituteLogger("sink", lines, true), lines);
    }

    SubstituteLoggingEvent next() throws InterruptedException {
      return lines.take();
    }

    int more() {
      return lines.size();
    }
  }

  private static AuditEvent event(int number) {
    return refused("host" + number + ".test:443", "refused host" + number);
  }

  private static AuditEvent refused(String subject, String message) {
    return new AuditEvent.Judged(
        NOW,
        Gate.HANDSHAKE,
        subject,
        Outcome.REFUSED,
        Optional.of(Reason.PIN_NOT_IN_PATH),
        message,
        "",
        "",
        List.of(),
        List.of());
  }

  private SSLContext serverContext(String name) {
    return corp.clientContext(corp.server(name));
  }

  private SyslogSink.Builder sinkFor(int port) {
    return sinkFor(port, WireTime.SYSTEM);
  }

  private SyslogSink.Builder sinkFor(int port, WireTime time) {
    return AuditSink.syslog(LoopbackReceiver.ADDRESS, port)
        .hostName("app-1")
        .appName("billing")
        .with(LONG, time, logged.logger());
  }

  /**
   * A clock that moves by a second at each look. A wait for {@code operation} takes as long as it
   * may; other waits take no time, however slow this machine is.
   */
  private record PassingTime(AtomicLong nanos, int operation) implements WireTime {
    private PassingTime(int operation) {
      this(new AtomicLong(), operation);
    }

    @Override
    public long nanoTime() {
      return nanos.addAndGet(1_000_000_000);
    }

    @Override
    public void await(Selector selector, long left) throws IOException {
      if (selector.keys().stream().anyMatch(key -> key.interestOps() == operation)) {
        nanos.addAndGet(left);
        selector.selectNow();
      } else {
        selector.select();
      }
    }
  }

  private SyslogSink sink(LoopbackReceiver receiver, boolean tls) {
    SyslogSink.Builder builder = sinkFor(receiver.port());
    return (tls ? builder.roots(List.of(corp.certificate())) : builder.unsafeWithoutTls()).build();
  }

  private LoopbackReceiver receiver(boolean tls, int port, Habit habit) throws IOException {
    return LoopbackReceiver.start(
        tls ? serverContext(LoopbackReceiver.ADDRESS) : null, port, habit);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eachEventArrivesOnceAndInOrder(boolean tls) throws Exception {
    try (LoopbackReceiver receiver = receiver(tls, 0, Habit.READS)) {
      try (SyslogSink sink = sink(receiver, tls)) {
        for (int i = 0; i < 300; i++) {
          sink.accept(event(i));
        }
      }
      assertThat(receiver.end()).isEqualTo("end");
      for (int i = 0; i < 300; i++) {
        assertThat(receiver.next()).endsWith(" - " + EcsJson.of(event(i)));
      }
      assertThat(receiver.waiting()).isZero();
    }
    assertThat(logged.more()).isZero();
  }

  @Test
  void messageHasTheHeaderOfRfc5424() throws Exception {
    try (LoopbackReceiver receiver = receiver(false, 0, Habit.READS);
        SyslogSink sink = sink(receiver, false)) {
      sink.accept(event(1));

      assertThat(receiver.next())
          .isEqualTo(
              "<107>1 2026-06-01T12:00:00.000000Z app-1 billing "
                  + ProcessHandle.current().pid()
                  + " handshake-judged - "
                  + EcsJson.of(event(1)));
    }
  }

  @Test
  void fieldsOfTheHeaderArePrintableAndCapped() {
    SyslogHeader header =
        new SyslogHeader("a b\n<0>1 - é" + "h".repeat(300), "x\u0000y" + "n".repeat(60), "");

    assertThat(header.of(EventSeverity.NOTICE, Instant.MAX, "m m" + "i".repeat(40)))
        .isEqualTo(
            "<109>1 - ab<0>1-"
                + "h".repeat(248)
                + " xy"
                + "n".repeat(46)
                + " - mm"
                + "i".repeat(30)
                + " - ");
  }

  @ParameterizedTest
  @CsvSource({"REFUSED, 107", "REPORTED, 108", "ALLOWED, 110"})
  void outcomeHasItsSeverity(Outcome outcome, int priority) {
    AuditEvent event =
        new AuditEvent.Judged(
            NOW, Gate.NAME, "a.test", outcome, Optional.empty(), "", "", "", List.of(), List.of());
    assertThat(new SyslogHeader("", "", "").of(EventSeverity.of(event), NOW, "x"))
        .startsWith("<" + priority + ">1 ");
  }

  @Test
  void textFromOutsideForgesNoMessage() throws Exception {
    String hostile = "a.test\n25 <107>1 - - - - - - forged\u0000\u001b[2J";
    try (LoopbackReceiver receiver = receiver(false, 0, Habit.READS);
        SyslogSink sink = sink(receiver, false)) {
      sink.accept(refused(hostile, hostile));
      sink.accept(event(2));

      assertThat(receiver.next()).matches("[\\x20-\\x7e]+").contains("a.test?25 <107>1");
      assertThat(receiver.next()).endsWith(EcsJson.of(event(2)));
    }
  }

  @Test
  void hugeEventStaysValidWithinTheLimit() throws Exception {
    String text = "\"…".repeat(100_000);
    AuditEvent huge =
        new AuditEvent.Judged(
            NOW,
            Gate.HANDSHAKE,
            "a.test:443",
            Outcome.REFUSED,
            Optional.of(Reason.PIN_NOT_IN_PATH),
            text,
            text,
            text,
            Collections.nCopies(1_000, new Finding.Satisfied(Check.PINNED, text)),
            List.of());
    try (LoopbackReceiver receiver = receiver(true, 0, Habit.READS);
        SyslogSink sink =
            sinkFor(receiver.port()).roots(List.of(corp.certificate())).maxBytes(2_048).build()) {
      sink.accept(huge);

      String message = receiver.next();
      assertThat(message).hasSizeLessThanOrEqualTo(2_048).endsWith("\"shortened\":true}}");
      assertThat(message).contains("\"code\":\"pin.not-in-path\"");
    }
  }

  /** The events come while it is away, and wait. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eventsWaitForAReceiverThatIsRestarted(boolean tls) throws Exception {
    int port;
    SyslogSink sink;
    try (LoopbackReceiver first = receiver(tls, 0, Habit.READS)) {
      port = first.port();
      sink = sink(first, tls);
      sink.accept(event(1));
      assertThat(first.next()).endsWith(EcsJson.of(event(1)));
    }
    AuditTrail trail = new AuditTrail(List.of(sink));
    for (int i = 2; i < 50; i++) {
      AuditEvent event = event(i);
      trail.record(() -> event);
    }
    assertThat(logged.next().getLevel()).isEqualTo(Level.WARN);
    try (LoopbackReceiver second = receiver(tls, port, Habit.READS)) {
      for (int i = 2; i < 50; i++) {
        assertThat(second.next()).endsWith(EcsJson.of(event(i)));
      }
      trail.close();
      assertThat(second.waiting()).isZero();
    }
    assertThat(trail.dropped()).isZero();
    assertThat(logged.next().getMessage()).contains("again");
    assertThat(logged.more()).isZero();
  }

  @Test
  void receiverThatResetsAfterEachMessageGetsEachEventOnce() throws Exception {
    try (LoopbackReceiver receiver = receiver(false, 0, Habit.RESETS)) {
      AuditTrail trail = new AuditTrail(List.of(sink(receiver, false)));
      for (int i = 0; i < 4; i++) {
        AuditEvent event = event(i);
        trail.record(() -> event);
        // Only now: what is sent before the reset arrives is lost, and TCP can't say so.
        assertThat(receiver.next()).endsWith(EcsJson.of(event));
        receiver.connection();
      }
      trail.close();
      assertThat(trail.dropped()).isZero();
      assertThat(receiver.waiting()).isZero();
    }
    assertThat(logged.more()).as("fewer lines than connections").isLessThanOrEqualTo(5);
  }

  @Test
  void waitForTheNetworkEndsAfterItsTime() throws Exception {
    try (Selector selector = Selector.open()) {
      long before = WireTime.SYSTEM.nanoTime();
      WireTime.SYSTEM.await(selector, 2_000_000);
      assertThat(WireTime.SYSTEM.nanoTime() - before).isPositive();
    }
  }

  @Test
  void receiverThatReadsNothingBlocksNoLongerThanTheDeadline() throws Exception {
    AuditEvent large = refused("a.test:443", "x".repeat(1_000));
    try (LoopbackReceiver receiver = receiver(false, 0, Habit.STALLS);
        SyslogSink sink =
            sinkFor(receiver.port(), new PassingTime(SelectionKey.OP_WRITE))
                .unsafeWithoutTls()
                .build()) {
      int lost = 0;
      while (logged.more() == 0) { // until the buffers are full
        try {
          sink.accept(large);
        } catch (IOException partlySent) {
          lost++;
        }
      }
      assertThat(text(logged.next())).endsWith("no write before the deadline");
      assertThat(lost).isLessThanOrEqualTo(1);

      sink.accept(event(1));
      assertThat(receiver.connection()).isNotNull();
      assertThat(receiver.connection()).as("another one").isNotNull();
    }
  }

  /** One that stalls lets each wait end; one that sends warnings leaves nothing to wait for. */
  @ParameterizedTest
  @EnumSource(names = {"STALLS", "WARNS"})
  void handshakeThatIsNotAnsweredEndsAtTheDeadline(Habit habit) throws Exception {
    int operation = habit == Habit.STALLS ? SelectionKey.OP_READ : 0;
    try (LoopbackReceiver receiver = receiver(false, 0, habit)) {
      AuditTrail trail =
          new AuditTrail(
              List.of(
                  sinkFor(receiver.port(), new PassingTime(operation))
                      .roots(List.of(corp.certificate()))
                      .build()));
      trail.record(() -> event(1));

      assertThat(text(logged.next())).endsWith("no read before the deadline");
      assertThat(receiver.connection()).isNotNull();
      assertThat(receiver.connection()).as("another one").isNotNull();
      trail.close();
      isDropped(trail, 1);
    }
  }

  @Test
  void closedPortIsLoggedOnceAndClosingDoesNotWaitForIt() throws Exception {
    int port;
    try (ServerSocket free =
        new ServerSocket(0, 1, InetAddress.getByName(LoopbackReceiver.ADDRESS))) {
      port = free.getLocalPort();
    }
    AuditTrail trail = new AuditTrail(List.of(sinkFor(port).unsafeWithoutTls().build()));
    for (int i = 0; i < 20; i++) {
      AuditEvent event = event(i);
      trail.record(() -> event);
    }

    assertThat(text(logged.next()))
        .isEqualTo(
            "the syslog receiver "
                + LoopbackReceiver.ADDRESS
                + ":"
                + port
                + " can't be used, and audit events wait: it doesn't accept connections:"
                + " Connection refused");
    trail.close();
    isDropped(trail, 20);
    assertThat(logged.more()).isZero();
  }

  private static String text(SubstituteLoggingEvent line) {
    String text = line.getMessage();
    Object[] arguments = line.getArgumentArray();
    for (Object argument : arguments == null ? new Object[0] : arguments) {
      text = text.replaceFirst("\\{}", String.valueOf(argument));
    }
    return text;
  }

  @Test
  void unknownHostIsLoggedOnce() throws Exception {
    SyslogSink sink =
        AuditSink.syslog("receiver.invalid", 6514)
            .with(LONG, WireTime.SYSTEM, logged.logger())
            .build();
    AuditTrail trail = new AuditTrail(List.of(sink));
    trail.record(() -> event(1));
    trail.record(() -> event(2));

    assertThat(text(logged.next())).endsWith("audit events wait: its name has no address");
    trail.close();
    isDropped(trail, 2);
    assertThat(logged.more()).isZero();
  }

  /** The event that is being delivered when the trail is closed is counted a moment later. */
  private static void isDropped(AuditTrail trail, long count) {
    while (trail.dropped() < count) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(trail.dropped()).isEqualTo(count);
  }

  private void refusesAndSays(SSLContext server, @Nullable TestCa root, String said)
      throws Exception {
    try (LoopbackReceiver receiver = LoopbackReceiver.start(server, 0, Habit.READS)) {
      SyslogSink.Builder builder = sinkFor(receiver.port());
      if (root != null) {
        builder.roots(List.of(root.certificate()));
      }
      AuditTrail trail = new AuditTrail(List.of(builder.build()));
      trail.record(() -> event(1));
      trail.record(() -> event(2));

      assertThat(text(logged.next())).contains("its TLS handshake failed: ").contains(said);
      trail.close();
      isDropped(trail, 2);
      assertThat(receiver.waiting()).isZero();
      assertThat(logged.more()).isZero();
    }
  }

  @Test
  void receiverOfAnotherAuthorityGetsNothing() throws Exception {
    refusesAndSays(
        serverContext(LoopbackReceiver.ADDRESS), TestCa.create("Another"), "certification path");
  }

  @Test
  void receiverThatTheJvmsRootsDoNotKnowGetsNothing() throws Exception {
    refusesAndSays(serverContext(LoopbackReceiver.ADDRESS), null, "certification path");
  }

  @Test
  void receiverWithAnotherNameGetsNothing() throws Exception {
    refusesAndSays(serverContext("other.test"), corp, LoopbackReceiver.ADDRESS);
  }

  @Test
  void receiverWithAnExpiredCertificateGetsNothing() throws Exception {
    refusesAndSays(
        corp.clientContext(corp.expiredServer(LoopbackReceiver.ADDRESS)), corp, "NotAfter");
  }

  @Test
  void closingEndsAnEventThatWaits() throws Exception {
    int port;
    try (ServerSocket free =
        new ServerSocket(0, 1, InetAddress.getByName(LoopbackReceiver.ADDRESS))) {
      port = free.getLocalPort();
    }
    SyslogSink sink = sinkFor(port).unsafeWithoutTls().build();
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> {
              try {
                sink.accept(event(1));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    assertThat(logged.next().getLevel()).isEqualTo(Level.WARN);

    sink.close();

    assertThatThrownBy(waiting::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("the syslog sink is closed");
    assertThatThrownBy(() -> sink.accept(event(2))).hasMessage("the syslog sink is closed");
  }

  @Test
  void connectionsThatEndSoonAreFurtherAndFurtherApart() {
    long[] now = {0};
    Backoff backoff = new Backoff(() -> now[0]);
    assertThat(backoff.delay()).isZero();
    backoff.failed();
    assertThat(backoff.delay()).isEqualTo(Duration.ofMillis(100));
    backoff.failed();
    backoff.opened();
    assertThat(backoff.delay()).isEqualTo(Duration.ofMillis(200));
    backoff.ended();
    assertThat(backoff.delay()).isEqualTo(Duration.ofMillis(400));
    for (int i = 0; i < 100; i++) {
      backoff.failed();
    }
    assertThat(backoff.delay()).isEqualTo(Duration.ofSeconds(30));
    backoff.opened();
    now[0] += Duration.ofMinutes(1).toNanos();
    backoff.ended();
    assertThat(backoff.delay()).isZero();
  }

  @Test
  void settingsThatCannotBeMeantAreRefused() {
    assertThatThrownBy(() -> AuditSink.syslog("", 6514)).hasMessageContaining("host name");
    assertThatThrownBy(() -> AuditSink.syslog("a\nb", 6514)).hasMessageContaining("host name");
    assertThatThrownBy(() -> AuditSink.syslog("a.test", 0)).hasMessageContaining("65535");
    SyslogSink.Builder builder = AuditSink.syslog("a.test", 6514);
    assertThatThrownBy(() -> builder.maxBytes(2_047)).hasMessageContaining("2048");
    assertThatThrownBy(() -> builder.roots(List.of())).hasMessageContaining("at least one");
    builder.roots(List.of(corp.certificate())).unsafeWithoutTls();
    assertThatThrownBy(builder::build).hasMessageContaining("roots are for TLS");
  }
}
