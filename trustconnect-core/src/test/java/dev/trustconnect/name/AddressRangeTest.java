package dev.trustconnect.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A block is read in one way, and holds what its bits say. */
class AddressRangeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.1/8",
        "10.0.0/24",
        "10/8",
        "010.0.0.0/8",
        "10.0.0.256",
        "0x0a.0.0.0",
        "localhost",
        "example.com/8",
        "::/129",
        "fe80::1%eth0",
        "[::1]",
        ":::",
        "1:2:3:4:5:6:7:8:9",
        "::g",
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.2, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::ffff:10.0.0.0/104, ::ffff:10.1.1.1, true",
    "10.0.0.0/8, ::ffff:10.1.1.1, false",
  })
  void containsTheAddressesWithItsPrefix(String range, String address, boolean holds) {
    AddressRange single = AddressRange.parse(address);
    assertThat(AddressRange.parse(range).contains(single)).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/8", "2001:db8::/32", "::ffff:10.0.0.0/104", "::1", "192.0.2.7"})
  void spellingIsReadBack(String text) {
    AddressRange range = AddressRange.parse(text);
    assertThat(AddressRange.parse(range.toString())).isEqualTo(range).hasSameHashCodeAs(range);
  }

  @Test
  void firstAddressIsNeverLookedUp() throws UnknownHostException {
    assertThat(AddressRange.parse("192.0.2.0/24").first())
        .isEqualTo(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 0}));
  }
}
