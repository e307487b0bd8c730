package dev.trustconnect.dnssec;

import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

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

  /**
   * The name whose zone holds the records of {@code type} at {@code name}. A DS is on the parent's
   * side of its cut (RFC 4035 §2.4), so that is the parent; for other types it is the name itself.
   */
  static Name holderOf(Name name, int type) {
    return type == Type.DS && !name.equals(Name.root) ? parent(name) : name;
  }

  static boolean isBelow(Name name, Name ancestor) {
    return name.labels() > ancestor.labels() && name.subdomain(ancestor);
  }

  /** {@code label.apex}. */
  static Name below(String label, Name apex) {
    try {
      return Name.fromString(label, apex);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("not a label: " + label, e);
    }
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
   * {@code *.encloser}; the encloser itself if that has over 255 octets, since such a wildcard
   * can't exist.
   */
  static Name wildcardAt(Name encloser) {
    try {
      return Name.concatenate(ASTERISK, encloser);
    } catch (NameTooLongException tooLong) {
      return encloser;
    }
  }
}
