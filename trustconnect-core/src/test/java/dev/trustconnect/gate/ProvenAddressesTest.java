package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestInternet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What was handed out lately: for how long, and how much of it. */
class ProvenAddressesTest {
  private static final HostName HOST = HostName.parse("api.example.test");

  private Instant now = SignedWorld.NOW;
  private final ProvenAddresses proven = new ProvenAddresses(() -> now);

  /** A resolution of today, to this address. */
  private Resolution to(String address, int ttlSeconds) throws UntrustedNameException {
    TestInternet internet =
        new TestInternet(
            SignedWorld.builder()
                .zone(
                    "example.test",
                    zone ->
                        zone.records(
                            "api " + ttlSeconds + " A " + address,
                            "api " + ttlSeconds + " AAAA 2001:db8::1"))
                .build());
    internet.now(now);
    try (TrustConnect trust =
        internet
            .trust()
            .addressRules(
                dev.trustconnect.resolve.AddressRules.PUBLIC_ONLY.allowing(
                    "192.0.2.0/24", "2001:db8::/32"))
            .build()) {
      return trust.names().resolve(HOST.ascii());
    }
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Resolution found(String peer) {
    return proven.find(HOST, address(peer));
  }

  @Test
  void newestIsFoundFirstAndOlderOnesByTheirAddresses() throws UntrustedNameException {
    Resolution older = to("192.0.2.1", 3600);
    Resolution newer = to("192.0.2.2", 3600);
    proven.add(older);
    proven.add(newer);

    assertThat(proven.find(HOST, null)).isSameAs(newer);
    assertThat(found("192.0.2.1")).isSameAs(older);
    assertThat(found("192.0.2.2")).isSameAs(newer);
    assertThat(found("192.0.2.3")).isNull();
    assertThat(proven.find(HostName.parse("other.example.test"), null)).isNull();
  }

  @Test
  void sameAddressesAreKeptOnce() throws UntrustedNameException {
    Resolution first = to("192.0.2.1", 3600);
    Resolution second = to("192.0.2.2", 3600);
    proven.add(first);
    proven.add(second);
    for (int i = 0; i < 5; i++) {
      proven.add(to("192.0.2.2", 3600));
    }

    assertThat(found("192.0.2.1")).isSameAs(first);
    assertThat(found("192.0.2.2")).isNotSameAs(second);
  }

  @Test
  void fourAreKept() throws UntrustedNameException {
    for (int i = 1; i <= 5; i++) {
      proven.add(to("192.0.2." + i, 3600));
    }

    assertThat(found("192.0.2.1")).isNull();
    assertThat(found("192.0.2.2")).isNotNull();
  }

  @Test
  void eachIsKeptAsLongAsItHolds() throws UntrustedNameException {
    proven.add(to("192.0.2.1", 3600));
    now = now.plus(Duration.ofHours(1)).minusSeconds(1);
    assertThat(found("192.0.2.1")).isNotNull();
    assertThat(proven.isExpired(HOST)).isFalse();
    now = now.plusSeconds(1);
    assertThat(found("192.0.2.1")).isNull();
    assertThat(proven.isExpired(HOST)).isTrue();
  }

  /** It has expired, but a client that was told a moment ago may be on its way there. */
  @Test
  void eachIsKeptForAMinuteAtLeast() throws UntrustedNameException {
    proven.add(to("192.0.2.1", 1));
    assertThat(proven.isExpired(HOST)).isFalse();
    now = now.plusSeconds(59);
    assertThat(found("192.0.2.1")).isNotNull();
    assertThat(proven.isExpired(HOST)).isTrue();
    now = now.plusSeconds(1);
    assertThat(found("192.0.2.1")).isNull();
  }

  @Test
  void unknownHostHasNotExpired() {
    assertThat(proven.isExpired(HOST)).isFalse();
  }

  @Test
  void expiredEntriesMakeRoom() throws UntrustedNameException {
    proven.add(to("192.0.2.1", 1));
    now = now.plusSeconds(60);
    proven.add(to("192.0.2.2", 3600));
    now = now.minusSeconds(1); // had it been kept, it would be found again
    assertThat(found("192.0.2.1")).isNull();
  }
}
