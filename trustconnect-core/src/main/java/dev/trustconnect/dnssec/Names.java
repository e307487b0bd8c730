package dev.trustconnect.dnssec;

import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;

/** Ancestors, enclosers and wildcards of absolute names. */
final class Names {
  private static final Name ASTERISK = Name.fromConstantString("*");

  private Names() {}

  /** The last {@code labels} labels of {@code name}, the root's counted. */
  static Name suffix(Name name, int labels) {
    return new Name(name, name.labels() - labels);
  }

  static Name parent(Name name) {
    return new Name(name, 1);
  }

  static boolean isBelow(Name name, Name ancestor) {
    return name.labels() > ancestor.labels() && name.subdomain(ancestor);
  }

  /** The longest name that is an ancestor of, or equal to, both. */
  static Name commonAncestor(Name a, Name b) {
    for (int labels = Math.min(a.labels(), b.labels()); labels > 1; labels--) {
      Name candidate = suffix(a, labels);
      if (b.subdomain(candidate)) {
        return candidate;
      }
    }
    return Name.root;
  }

  /**
   * {@code *.encloser}; a name of over 255 octets exists nowhere, so the encloser itself stands in
   * for it.
   */
  static Name wildcardAt(Name encloser) {
    try {
      return Name.concatenate(ASTERISK, encloser);
    } catch (NameTooLongException tooLong) {
      return encloser;
    }
  }
}
