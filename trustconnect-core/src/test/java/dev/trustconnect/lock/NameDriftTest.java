package dev.trustconnect.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.lock.Change.Kind;
import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.name.HostName;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.NameFacts;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.ZoneBuilder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Each change of a name: exactly its kind, and nothing for the healthy twin. */
class NameDriftTest {
  private static final String ADDRESS = "api A 127.0.1.10";
  private static final String TO_CDN = "api CNAME e1.cdn.test.";
  private static final String TO_OTHER = "api CNAME e1.parked.test.";

  private static SignedWorld world(Consumer<ZoneBuilder> zone) {
    return SignedWorld.builder()
        .zone("example.test", zone)
        .zone("cdn.test", cdn -> cdn.records("e1 A 127.0.1.30", "e2 A 127.0.1.31"))
        .zone("parked.test", parked -> parked.records("e1 A 127.0.1.40"))
        .build();
  }

  private static Scene scene(String... records) {
    return Scene.in(world(zone -> zone.records(records)));
  }

  @Test
  void anUnchangedNameHasNoDrift() {
    Scene healthy = scene(ADDRESS);
    assertThat(healthy.since(healthy.locked())).isEmpty();
  }

  @Test
  void anAddressOfAKnownNetworkIsNormalAndANewNetworkANotice() {
    Scene healthy = scene(ADDRESS).addresses("203.0.113.5", "2001:db8:1::5");
    TrustLock lock = healthy.locked();
    assertThat(healthy.addresses("203.0.113.77", "2001:db8:1:9::1").since(lock)).isEmpty();
    assertThat(healthy.addresses("203.0.114.5").since(lock)).containsExactly(Kind.NETWORK_NEW);
    assertThat(healthy.addresses("2001:db8:2::5").since(lock)).containsExactly(Kind.NETWORK_NEW);
    assertThat(Kind.NETWORK_NEW.weight()).isEqualTo(Weight.NOTICE);
  }

  @Test
  void aNetworkThatWasSeenBeforeIsNormal() {
    Scene healthy = scene(ADDRESS).addresses("203.0.113.5");
    TrustLock lock = healthy.locked();
    Scene moved = healthy.addresses("203.0.114.5");
    LockState state = LockState.empty().afterLooks(lock, List.of(healthy.look(), moved.look()));
    assertThat(moved.since(lock, state)).isEmpty();
  }

  @Test
  void anyAddressOfAMovingNameIsNormal() {
    Scene healthy = scene(TO_CDN);
    TrustLock lock = healthy.locked();
    assertThat(lock.toText()).contains("networks: moving").contains("aliases: [cdn.test]");
    assertThat(healthy.addresses("203.0.114.5").since(lock)).isEmpty();
  }

  @Test
  void anotherNameOfTheSameOwnerIsNormalAndAnotherOwnerAnAlert() {
    TrustLock lock = scene(TO_CDN).locked();
    assertThat(scene("api CNAME e2.cdn.test.").since(lock)).isEmpty();
    assertThat(scene(TO_OTHER).since(lock)).containsExactly(Kind.ALIAS_NEW);
    assertThat(Kind.ALIAS_NEW.weight()).isEqualTo(Weight.ALERT);
  }

  /** The name ends in another domain, its first 200 characters in a known one. */
  @Test
  void aLongNameIsJudgedByItsEnd() {
    String pad = ("a".repeat(60) + ".").repeat(3);
    for (String known : List.of("cdn.test", "example.test")) {
      String name = pad + "b".repeat(200 - pad.length() - known.length() - 1) + "." + known;
      assertThat(name).hasSize(200);
      SignedWorld world =
          SignedWorld.builder()
              .zone("example.test", zone -> zone.record("api CNAME " + name + ".parked.test."))
              .zone("parked.test", zone -> zone.record(name + " A 127.0.1.40"))
              .build();
      assertThat(Scene.in(world).since(scene(TO_CDN).locked())).containsExactly(Kind.ALIAS_NEW);
    }
  }

  /** A server that is hostile answers each type with another alias. */
  @Test
  void anAliasOfTheOtherAddressFamilyIsAnAlertToo() {
    Scene healthy = scene(TO_CDN);
    Survey ipv4 = healthy.dns();
    NameFacts ipv6 = scene(TO_OTHER).dns().names();
    Survey both =
        new Survey(
            ipv4.endpoint(),
            ipv4.at(),
            new NameFacts(
                ipv4.names().ipv4(),
                ipv6.ipv6(),
                ipv4.names().https(),
                ipv4.names().addresses(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty()),
            ipv4.zone(),
            ipv4.parents(),
            List.of(),
            Optional.empty(),
            ipv4.plan(),
            ipv4.questions());
    Drift drift = healthy.locked().compare(List.of(both), LockState.empty());
    assertThat(drift.changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.kind()).isEqualTo(Kind.ALIAS_NEW);
              assertThat(change.after()).isEqualTo("[[cdn.test, parked.test]]");
            });
  }

  /** Whoever intercepts could end the second look's connections. */
  @Test
  void anAlertStaysIfTheSecondLookIsNotAnswered() {
    Scene healthy = scene(ADDRESS);
    TrustLock lock = scene(TO_CDN).locked();
    Look alarming = scene(TO_OTHER).look();
    Drift first = lock.compare(List.of(alarming), LockState.empty());
    Look broken =
        Scene.in(world(zone -> zone.record(ADDRESS)).harm(Harm.expire(Scene.HOST, Type.A))).look();
    Drift unanswered = first.confirmedBy(lock.compare(List.of(broken), LockState.empty()));
    assertThat(unanswered.alerts()).extracting(Change::kind).containsExactly(Kind.ALIAS_NEW);
    assertThat(unanswered.notJudged()).extracting(NotJudged::part).containsExactly("name");
    Look calm = healthy.look();
    assertThat(first.confirmedBy(lock.compare(List.of(calm), LockState.empty())).changes())
        .isEmpty();
  }

  @Test
  void anAddedAliasIsAnAlertAndARemovedOneANotice() {
    assertThat(scene(TO_CDN).addresses("127.0.1.10").since(scene(ADDRESS).locked()))
        .containsExactly(Kind.ALIAS_NEW);
    assertThat(scene(ADDRESS).since(scene(TO_CDN).locked())).containsExactly(Kind.ALIAS_GONE);
    assertThat(Kind.ALIAS_GONE.weight()).isEqualTo(Weight.NOTICE);
  }

  @Test
  void anAliasWithinTheZoneIsNormal() {
    TrustLock lock = scene(ADDRESS).locked();
    assertThat(scene("api CNAME lb", "lb A 127.0.1.10").since(lock)).isEmpty();
  }

  /** A lock that was written with registered domains is checked with zones, and the reverse. */
  @Test
  void registeredDomainsAndZonesCanBeCompared() {
    SignedWorld world =
        SignedWorld.builder()
            .zone("example.test", zone -> zone.record("api CNAME e1.eu.cdn.test."))
            .zone("eu.cdn.test", zone -> zone.record("e1 A 127.0.1.30"))
            .build();
    SurveyPlan registered =
        SurveyPlan.standard().passive().withRegistrable(NameDriftTest::lastTwoLabels);
    TrustLock lock = Scene.in(world, registered).locked();
    assertThat(lock.toText()).contains("aliases: [cdn.test]").contains("operators: [example.test]");
    assertThat(Scene.in(world).since(lock)).isEmpty();
    assertThat(Scene.in(world).locked().toText()).contains("aliases: [eu.cdn.test]");
  }

  private static String lastTwoLabels(String name) {
    String[] labels = name.split("\\.", -1);
    return labels[labels.length - 2] + "." + labels[labels.length - 1];
  }

  private static Harm servers(String... names) {
    return Harm.resign(
        "example.test",
        Type.NS,
        records ->
            List.of(names).stream()
                .map(
                    name ->
                        (Record) new NSRecord(records.get(0).getName(), DClass.IN, 3600, in(name)))
                .toList());
  }

  private static Name in(String name) {
    return Name.fromConstantString(name);
  }

  @Test
  void operatorsReplacedAreAnAlertAndAddedOnesANotice() {
    SignedWorld world = Scene.world();
    Scene before = Scene.in(world.harm(servers("ns1.dns-a.test.", "ns2.dns-a.test.")));
    TrustLock lock = before.locked();
    assertThat(lock.toText()).contains("operators: [dns-a.test]");
    assertThat(Scene.in(world.harm(servers("ns9.dns-a.test."))).since(lock)).isEmpty();
    assertThat(Scene.in(world.harm(servers("ns1.dns-a.test.", "ns1.dns-b.test."))).since(lock))
        .containsExactly(Kind.OPERATOR_NEW);
    assertThat(Scene.in(world.harm(servers("ns1.dns-b.test."))).since(lock))
        .containsExactly(Kind.OPERATORS_REPLACED);
    assertThat(Kind.OPERATOR_NEW.weight()).isEqualTo(Weight.NOTICE);
    assertThat(Kind.OPERATORS_REPLACED.weight()).isEqualTo(Weight.ALERT);
  }

  @Test
  void aMovedZoneCutIsANotice() {
    TrustLock lock = scene(ADDRESS).locked();
    SignedWorld cut =
        SignedWorld.builder()
            .zone("example.test")
            .zone("api.example.test", zone -> zone.record("@ A 127.0.1.10"))
            .build();
    // The zone's own name servers are below the host, and so are at home.
    assertThat(Scene.in(cut).since(lock)).containsExactly(Kind.ZONE_MOVED);
    assertThat(Kind.ZONE_MOVED.weight()).isEqualTo(Weight.NOTICE);
  }

  @Test
  void lostSignaturesAreAnAlertAndNewOnesANotice() {
    Scene signed = scene(ADDRESS);
    Scene plain = Scene.in(world(zone -> zone.unsigned().record(ADDRESS)));
    assertThat(plain.since(signed.locked())).containsExactly(Kind.SIGNATURES_GONE);
    assertThat(signed.since(plain.locked())).containsExactly(Kind.SIGNED);
    assertThat(plain.since(plain.locked())).isEmpty();
    assertThat(Kind.SIGNATURES_GONE.weight()).isEqualTo(Weight.ALERT);
    assertThat(Kind.SIGNED.weight()).isEqualTo(Weight.NOTICE);
  }

  @Test
  void anotherDsAlgorithmIsANotice() {
    TrustLock lock = scene(ADDRESS).locked();
    assertThat(lock.toText()).contains("ds: [\"13/2\"]");
    assertThat(Scene.in(world(zone -> zone.algorithm(15).record(ADDRESS))).since(lock))
        .containsExactly(Kind.DS_ALGORITHM);
    assertThat(Scene.in(world(zone -> zone.dsDigests(4).record(ADDRESS))).since(lock))
        .containsExactly(Kind.DS_ALGORITHM);
    assertThat(Kind.DS_ALGORITHM.weight()).isEqualTo(Weight.NOTICE);
  }

  /** Another anchor may keep the name SECURE here while everybody else has lost the chain. */
  @Test
  void lostDsRecordsAreAnAlert() {
    TrustLock lock = scene(ADDRESS).locked();
    SignedWorld island = world(zone -> zone.island().record(ADDRESS));
    Scene scene =
        Scene.of(
            island,
            SurveyPlan.standard().passive(),
            Scene.ENDPOINT,
            island.anchors("example.test"));
    assertThat(scene.since(lock)).containsExactly(Kind.DS_GONE);
    assertThat(Kind.DS_GONE.weight()).isEqualTo(Weight.ALERT);
  }

  @Test
  void aBrokenNameIsNotJudged() {
    TrustLock lock = scene(ADDRESS).locked();
    Scene bogus =
        Scene.in(world(zone -> zone.record(ADDRESS)).harm(Harm.expire(Scene.HOST, Type.A)));
    Drift drift = lock.compare(List.of(bogus.look()), LockState.empty());
    assertThat(drift.changes()).isEmpty();
    assertThat(drift.notJudged())
        .singleElement()
        .satisfies(
            open -> {
              assertThat(open.part()).isEqualTo("name");
              assertThat(open.why()).contains("BOGUS").contains("dnssec.signature-expired");
            });
    assertThat(bogus.look().locked(LockState.empty())).isEmpty();
    assertThat(LockState.empty().afterLooks(lock, List.of(bogus.look())).firstSeen(Scene.ENDPOINT))
        .isEmpty();
  }

  @Test
  void anEndpointThatIsNotLockedIsNotJudged() {
    Drift drift = TrustLock.empty().compare(List.of(scene(ADDRESS).look()), LockState.empty());
    assertThat(drift.notJudged())
        .containsExactly(new NotJudged(Scene.ENDPOINT, "endpoint", "it isn't in the lock"));
  }

  @Test
  void endpointsAreOrderedByTheirLabelsFromTheLast() {
    Scene scene = scene(ADDRESS);
    LockedEndpoint known = scene.look().locked(LockState.empty()).orElseThrow();
    TrustLock lock = TrustLock.empty();
    for (String host : List.of("b.example.test", "example.test", "a.example.test", "z.abc.test")) {
      lock =
          lock.with(
              new LockedEndpoint(
                  Endpoint.of(HostName.parse(host)),
                  known.name(),
                  known.tls(),
                  known.http(),
                  known.because()));
    }
    assertThat(lock.endpoints())
        .extracting(locked -> locked.endpoint().host().ascii())
        .containsExactly("z.abc.test", "example.test", "a.example.test", "b.example.test");
  }
}
