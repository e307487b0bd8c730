package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Judged;
import dev.trustconnect.audit.trail.AuditTrail;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each inspector of each gate is taken out in turn, as if it had been forgotten: everything is
 * refused, also by a policy that only reports, and the refusal names the check.
 */
@Timeout(60)
class MissingInspectorTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "other.example.test";

  /** In the order of {@link NameInspection#ALL}. */
  private static final List<Check> OF_NAMES =
      List.of(
          Check.NAME_PROVEN,
          Check.NAME_FRESH,
          Check.NAME_COMPLETE,
          Check.ADDRESSES_PUBLIC,
          Check.ALIASES_IN_SCOPE,
          Check.ADDRESSES_IN_SCOPE);

  /** In the order of {@link Inspectors#all}; what is missed first without each. */
  private static final List<Check> OF_CONNECTIONS =
      List.of(
          Check.NAME_PROVEN,
          Check.ADDRESS_BOUND,
          Check.PATH_VERIFIED,
          Check.PINNED,
          Check.IDENTITY);

  /** The server gets a client certificate after it has been checked, so that check comes later. */
  private static final int OF_HANDSHAKES = 4;

  /** In the order of {@link RequestInspection#ALL}. */
  private static final List<Check> OF_REQUESTS = List.of(Check.ENCRYPTED, Check.SECRETS_IN_SCOPE);

  private final TestInternet internet = TestInternet.usual();
  private final TestCa issuer = internet.ca().intermediate("Issuer");
  private final TlsPeer peer = TlsPeer.start(issuer.server(HOST));
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private final AuditTrail trail = new AuditTrail(List.of(events::add));
  private final TrustedResolver resolver =
      TrustedResolver.builder()
          .upstreams(internet.names())
          .anchors(internet.world().anchors())
          .clock(internet::now)
          .build();

  @AfterEach
  void close() {
    trail.close();
    resolver.close();
    peer.close();
  }

  private static <T> List<T> without(int index, List<T> inspectors) {
    List<T> left = new ArrayList<>(inspectors);
    left.remove(index);
    return left;
  }

  /**
   * The inspectors of connections without one of them, which is missing as long as {@code
   * isMissing} says so.
   */
  private static UnaryOperator<Inspectors> connectionsWithout(
      int index, BooleanSupplier isMissing) {
    return all ->
        (policy, facts, now) -> {
          List<Inspector<FoundPath>> inspectors = all.of(policy, facts, now);
          assertThat(inspectors).hasSameSizeAs(OF_CONNECTIONS);
          return isMissing.getAsBoolean() ? without(index, inspectors) : inspectors;
        };
  }

  /** A policy that asks for every check, so that each is missed. */
  private EndpointPolicy.Builder policy(String host) {
    return TestInternet.policy(host)
        .aliasOwners("example.test")
        .pins(SpkiPin.of(issuer.certificate()), TestInternet.SPARE_PIN)
        .pinsExpire(LocalDate.of(2030, 1, 1))
        .identity("me");
  }

  private Gates gates(
      List<Inspector<NameInspection.Facts>> ofNames,
      UnaryOperator<Inspectors> ofConnections,
      List<Inspector<RequestInspection>> ofRequests) {
    return new Gates(
        resolver,
        PolicyBook.of(policy(HOST).reportOnly().build(), policy(OTHER).reportOnly().build()),
        Map.of("me", Identities.of(issuer.client("me.example.test").asClient())),
        TrustRoots.of(internet.ca().certificate()),
        Set.of(),
        trail,
        TrustMeter.NONE,
        internet::now,
        ofNames,
        ofConnections,
        ofRequests);
  }

  private SSLSocket connect(Gates gates) throws IOException {
    SSLSocket socket = (SSLSocket) gates.tls().socketFactory().createSocket(HOST, peer.port());
    socket.startHandshake();
    return socket;
  }

  private static Outgoing requestTo(String host) {
    return new Outgoing(host, 443, true, false, true, Map.of(), Map.of());
  }

  private static void isMissing(Check check, Throwable thrown) {
    assertThat(TrustRefusal.in(thrown))
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.GATE_CHECK_MISSING);
              assertThat(refusal.seen()).isEqualTo("no finding about \"" + check + "\"");
              assertThat(refusal.wanted()).isEqualTo("what the policy requires: " + check);
            });
  }

  /** The healthy twin of all others. */
  @Test
  void withAllInspectorsNothingIsRefused() throws IOException {
    Gates gates = gates(NameInspection.ALL, UnaryOperator.identity(), RequestInspection.ALL);

    connect(gates).close();
    assertThat(gates.requestGate().begin(HOST, 443).check(names -> requestTo(HOST))).isEmpty();
    assertThat(gates.requestGate().begin(HOST, 443).check(names -> requestTo(OTHER))).isEmpty();
    trail.close();

    assertThat(events)
        .hasSizeGreaterThan(3)
        .allSatisfy(
            event -> assertThat(((Judged) event).outcome()).isEqualTo(AuditEvent.Outcome.ALLOWED));
  }

  static IntStream inspectorsOfNames() {
    return IntStream.range(0, NameInspection.ALL.size());
  }

  @ParameterizedTest
  @MethodSource("inspectorsOfNames")
  @Provokes(Reason.GATE_CHECK_MISSING)
  void nameIsRefusedWithoutEach(int index) {
    Gates gates =
        gates(without(index, NameInspection.ALL), UnaryOperator.identity(), RequestInspection.ALL);

    isMissing(OF_NAMES.get(index), catchThrowable(() -> gates.names().resolve(HOST)));
  }

  static IntStream inspectorsOfConnections() {
    return IntStream.range(0, OF_CONNECTIONS.size());
  }

  static IntStream inspectorsOfHandshakes() {
    return IntStream.range(0, OF_HANDSHAKES);
  }

  @ParameterizedTest
  @MethodSource("inspectorsOfHandshakes")
  void handshakeIsRefusedWithoutEach(int index) {
    Gates gates =
        gates(NameInspection.ALL, connectionsWithout(index, () -> true), RequestInspection.ALL);

    isMissing(OF_CONNECTIONS.get(index), catchThrowable(() -> connect(gates)));
    assertThat(peer.requests()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("inspectorsOfConnections")
  void connectionIsRefusedWithoutEachWhenItIsJudgedAgain(int index) throws IOException {
    AtomicBoolean forgotten = new AtomicBoolean();
    Gates gates =
        gates(NameInspection.ALL, connectionsWithout(index, forgotten::get), RequestInspection.ALL);
    try (SSLSocket socket = connect(gates)) {
      forgotten.set(true);
      gates.replacePolicies(book -> PolicyBook.of(policy(HOST).reportOnly().build()));

      isMissing(
          OF_CONNECTIONS.get(index),
          catchThrowable(() -> gates.requestGate().checkConnection(HOST, peer.port(), socket)));
      trail.close();
      assertThat(events)
          .filteredOn(Judged.class::isInstance)
          .extracting(event -> (Judged) event)
          .anySatisfy(
              judged -> {
                assertThat(judged.gate()).isEqualTo(Gate.CONNECTION);
                assertThat(judged.reason()).contains(Reason.GATE_CHECK_MISSING);
              });
    }
  }

  static IntStream inspectorsOfRequests() {
    return IntStream.range(0, RequestInspection.ALL.size());
  }

  @ParameterizedTest
  @MethodSource("inspectorsOfRequests")
  void requestIsRefusedWithoutEach(int index) {
    Gates gates =
        gates(NameInspection.ALL, UnaryOperator.identity(), without(index, RequestInspection.ALL));

    for (String host : List.of(HOST, OTHER)) {
      isMissing(
          OF_REQUESTS.get(index),
          catchThrowable(
              () -> gates.requestGate().begin(HOST, 443).check(names -> requestTo(host))));
    }
  }

  /** What no inspector could be missed at, if it were taken out of a declaration. */
  @Test
  void theDeclaredChecksAreTheseAndNoFewer() {
    Set<Check> names = EnumSet.copyOf(OF_NAMES);
    Set<Check> handshakes = EnumSet.copyOf(OF_NAMES);
    handshakes.addAll(OF_CONNECTIONS.subList(0, OF_HANDSHAKES));
    Set<Check> connections = EnumSet.copyOf(OF_NAMES);
    connections.addAll(OF_CONNECTIONS);

    assertThat(Checkpoint.NAME.checks()).isEqualTo(names);
    assertThat(Checkpoint.HANDSHAKE.checks()).isEqualTo(handshakes);
    assertThat(Checkpoint.CONNECTION.checks()).isEqualTo(connections);
    assertThat(Checkpoint.IDENTITY.checks()).containsExactly(Check.IDENTITY);
    assertThat(Checkpoint.REQUEST.checks()).isEqualTo(EnumSet.copyOf(OF_REQUESTS));
    assertThat(Checkpoint.TARGET.checks()).containsExactly(Check.ENCRYPTED);
    assertThat(Checkpoint.SECRETS.checks()).containsExactly(Check.SECRETS_IN_SCOPE);
    assertThat(Checkpoint.SOCKET.checks()).containsExactly(Check.ADDRESS_BOUND);
    assertThat(Checkpoint.PROXY.checks()).containsExactly(Check.ADDRESS_BOUND);
    assertThat(Checkpoint.CLEARTEXT.checks()).containsOnly(Check.ENCRYPTED, Check.ADDRESS_BOUND);
  }

  /** The usual roots can forgive a path to other ones, and refuse nothing. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PATH_TO_DEFAULT_ROOTS")
  void everyCheckIsDeclaredByACheckpoint(Check check) {
    assertThat(Stream.of(Checkpoint.values()))
        .anySatisfy(checkpoint -> assertThat(checkpoint.checks()).contains(check));
  }
}
