package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Ancestors, enclosers and wildcards, at their edges. */
class NamesTest {

  /** RFC 4035 §2.4: a DS is its parent's; the root has none. */
  @ParameterizedTest
  @CsvSource({
    "www.one.test, A, www.one.test",
    "one.test, DNSKEY, one.test",
    "one.test, DS, test",
    "test, DS, .",
    "., DS, .",
    "., A, .",
  })
  void dsIsHeldByTheParent(String name, String type, String holder) {
    assertThat(Names.holderOf(Tamper.name(name), Type.value(type))).isEqualTo(Tamper.name(holder));
  }

  @ParameterizedTest
  @CsvSource({
    "a.one.test, b.one.test, one.test",
    "a.one.test, one.test, one.test",
    "one.test, a.one.test, one.test",
    "one.test, two.test, test",
    "one.test, one.org, .",
    "one.test, one.test, one.test",
    "., one.test, .",
  })
  void commonAncestorIsTheDeepestOfBoth(String a, String b, String ancestor) {
    assertThat(Names.commonAncestor(Tamper.name(a), Tamper.name(b)))
        .isEqualTo(Tamper.name(ancestor));
  }

  @Test
  void belowIsStrictly() {
    assertThat(Names.isBelow(Tamper.name("www.one.test"), Tamper.name("one.test"))).isTrue();
    assertThat(Names.isBelow(Tamper.name("one.test"), Tamper.name("one.test"))).isFalse();
    assertThat(Names.isBelow(Tamper.name("www.one.test"), Tamper.name("two.test"))).isFalse();
    assertThat(Names.isBelow(Name.root, Name.root)).isFalse();
  }

  @Test
  void wildcardTooLongToExistIsTheEncloserItself() {
    String label = "x".repeat(63);
    Name full = Tamper.name(label + "." + label + "." + label + "." + "x".repeat(61));

    assertThat(Names.wildcardAt(Tamper.name("one.test"))).isEqualTo(Tamper.name("*.one.test"));
    assertThat(Names.wildcardAt(full)).isEqualTo(full);
  }
}
