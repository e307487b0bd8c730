package dev.trustconnect.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Address;

class AddressRulesTest {

  private static byte[] bytes(String address) {
    return Objects.requireNonNull(
        Address.toByteArray(address, address.contains(":") ? Address.IPv6 : Address.IPv4));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0/32",
    "0.1.2.3, 0.0.0.0/8",
    "10.255.255.255, 10.0.0.0/8",
    "100.64.0.1, 100.64.0.0/10",
    "100.127.255.255, 100.64.0.0/10",
    "127.0.0.1, 127.0.0.0/8",
    "169.254.169.254, 169.254.0.0/16",
    "172.16.0.1, 172.16.0.0/12",
    "172.31.255.255, 172.16.0.0/12",
    "192.0.0.1, 192.0.0.0/29",
    "192.0.0.8, 192.0.0.8/32",
    "192.0.0.9, 192.0.0.9/32",
    "192.0.0.170, 192.0.0.170/32",
    "192.0.0.200, 192.0.0.0/24",
    "192.0.2.1, 192.0.2.0/24",
    "192.31.196.1, 192.31.196.0/24",
    "192.52.193.1, 192.52.193.0/24",
    "192.88.99.1, 192.88.99.0/24",
    "192.168.1.1, 192.168.0.0/16",
    "192.175.48.1, 192.175.48.0/24",
    "198.18.0.1, 198.18.0.0/15",
    "198.19.255.255, 198.18.0.0/15",
    "198.51.100.1, 198.51.100.0/24",
    "203.0.113.1, 203.0.113.0/24",
    "224.0.0.1, 224.0.0.0/4",
    "239.255.255.255, 224.0.0.0/4",
    "240.0.0.1, 240.0.0.0/4",
    "255.255.255.255, 255.255.255.255/32",
    "::, ::/128",
    "::1, ::1/128",
    "::8.8.8.8, ::/96",
    "::ffff:8.8.8.8, ::ffff:0:0/96",
    "64:ff9b::8.8.8.8, 64:ff9b::/96",
    "64:ff9b:1::1, 64:ff9b:1::/48",
    "100::1, 100::/64",
    "100:0:0:1::1, 100:0:0:1::/64",
    "2001::1, 2001::/32",
    "2001:1::1, 2001:1::1/128",
    "2001:2::1, 2001:2::/48",
    "2001:10::1, 2001:10::/28",
    "2001:2f::1, 2001:20::/28",
    "2001:1ff::1, 2001::/23",
    "2001:db8::1, 2001:db8::/32",
    "2002:808:808::1, 2002::/16",
    "2620:4f:8000::1, 2620:4f:8000::/48",
    "3fff:fff::1, 3fff::/20",
    "5f00::1, 5f00::/16",
    "fc00::1, fc00::/7",
    "fdff::1, fc00::/7",
    "fe80::1, fe80::/10",
    "fec0::1, fec0::/10",
    "ff02::1, ff00::/8",
    "4000::1, ::/0",
    "200::1, ::/0",
  })
  void specialPurposeAddressIsFoundInItsBlock(String address, String range) {
    assertThat(AddressRules.PUBLIC_ONLY.find(bytes(address)))
        .hasValueSatisfying(
            finding -> {
              assertThat(finding.range()).isEqualTo(range);
              assertThat(finding.name()).isNotBlank();
              assertThat(finding.rfc()).startsWith("RFC ");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "2a00::1",
        "2001:200::1",
        "2001:db9::1",
        "2003::1",
        "3ffe::1",
        "2620:4f:8001::1"
      })
  void publicUnicastIsFine(String address) {
    assertThat(AddressRules.PUBLIC_ONLY.find(bytes(address))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "::ffff:10.0.0.1, ::ffff:0:0/96, 10.0.0.0/8",
    "::10.0.0.1, ::/96, 10.0.0.0/8",
    "64:ff9b::10.0.0.1, 64:ff9b::/96, 10.0.0.0/8",
    "64:ff9b:1::10.0.0.1, 64:ff9b:1::/48, 10.0.0.0/8",
    "2002:a00:1::, 2002::/16, 10.0.0.0/8",
    "2001:0:a00:1::f7f7:f7f7, 2001::/32, 10.0.0.0/8",
    "2001:0:808:808::f5ff:fffe, 2001::/32, 10.0.0.0/8",
  })
  void addressInsideAnAddressIsJudgedAsWell(String address, String outer, String inner) {
    AddressRules outerOnly = AddressRules.PUBLIC_ONLY.allowing(outer);

    assertThat(outerOnly.find(bytes(address)))
        .hasValueSatisfying(finding -> assertThat(finding.range()).isEqualTo(inner));
    assertThat(AddressRules.PUBLIC_ONLY.allowing(inner).find(bytes(address)))
        .hasValueSatisfying(finding -> assertThat(finding.range()).isEqualTo(outer));
    assertThat(outerOnly.allowing(inner).find(bytes(address))).isEmpty();
  }

  @Test
  void translatedPublicAddressIsFineWhereTranslationIsAllowed() {
    AddressRules rules = AddressRules.PUBLIC_ONLY.allowing("64:ff9b::/96", "2002::/16");

    assertThat(rules.find(bytes("64:ff9b::8.8.8.8"))).isEmpty();
    assertThat(rules.find(bytes("2002:808:808::1"))).isEmpty();
  }

  @Test
  void onlyTheAllowedBlockIsAllowed() throws Exception {
    AddressRules rules = AddressRules.PUBLIC_ONLY.allowing("127.0.0.1", "fd00::/64");

    assertThat(rules.find(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))).isEmpty();
    assertThat(rules.find(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}))).isPresent();
    assertThat(rules.find(bytes("fd00::1"))).isEmpty();
    assertThat(rules.find(bytes("fd00:0:0:1::1"))).isPresent();
    assertThat(AddressRules.PUBLIC_ONLY.find(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})))
        .as("rules don't change")
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0/8",
        "fc00::/129",
        "fc00::1/7",
        "example.com/8",
        "/8",
        "",
        "10.0.0.0/"
      })
  void malformedBlockIsRefused(String cidr) {
    assertThatThrownBy(() -> AddressRules.PUBLIC_ONLY.allowing(cidr))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
