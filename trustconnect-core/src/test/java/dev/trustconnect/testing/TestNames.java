package dev.trustconnect.testing;

import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/** Names from text, without checked exceptions. */
final class TestNames {
  private TestNames() {}

  /** {@code text} as an absolute name, with or without the last dot. */
  static Name of(String text) {
    return in(text, Name.root);
  }

  /** {@code text} below {@code origin}, unless it is absolute; {@code @} is the origin itself. */
  static Name in(String text, Name origin) {
    try {
      return Name.fromString(text, origin);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("not a name: " + text, e);
    }
  }

  static Name below(String label, Name encloser) {
    try {
      return Name.concatenate(Name.fromConstantString(label), encloser);
    } catch (NameTooLongException e) {
      throw new IllegalArgumentException("no room for " + label + " below " + encloser, e);
    }
  }
}
