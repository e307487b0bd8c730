package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.FailingLink.Part;
import dev.trustconnect.finding.Reason;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** The types that an NSEC or NSEC3 lists for its name, and the conclusions they allow. */
final class TypeBitmap {
  /**
   * RFC 9824 §2: "this name does not exist", in the answers of a signer that makes an NSEC for
   * every name it is asked for.
   */
  static final int NXNAME = 128;

  private final int[] types;

  private TypeBitmap(int[] types) {
    this.types = types;
  }

  static TypeBitmap of(NSECRecord nsec) {
    return new TypeBitmap(nsec.getTypes());
  }

  static TypeBitmap of(NSEC3Record nsec3) {
    return new TypeBitmap(nsec3.getTypes());
  }

  boolean has(int type) {
    for (int present : types) {
      if (present == type) {
        return true;
      }
    }
    return false;
  }

  /** A type of which an answer to ANY would have records. */
  private boolean hasData() {
    for (int present : types) {
      if (present != Type.NSEC && present != Type.RRSIG && present != NXNAME) {
        return true;
      }
    }
    return false;
  }

  /** The parent's side of a zone cut: it proves nothing about names below (RFC 6840 §4.1). */
  boolean isDelegation() {
    return has(Type.NS) && !has(Type.SOA);
  }

  /**
   * Names below it are another zone's, or renamed by a DNAME: it denies none of them (RFC 6840
   * §4.1, RFC 6672 §5.3.4).
   */
  boolean hidesWhatIsBelow() {
    return isDelegation() || has(Type.DNAME);
  }

  /**
   * Whether this bitmap, found at {@code name} itself or at its wildcard, proves that {@code type}
   * is absent.
   */
  Denial denies(Name name, int type, Lifetime lifetime, Name zone) {
    if (type == Type.DS && has(Type.SOA) && !name.equals(Name.root)) {
      // RFC 6840 §4.4: the child's apex says nothing about its DS, which is the parent's.
      return refuted(Reason.DENIAL_INSUFFICIENT, name + " DS is denied by the child's side", zone);
    }
    if (type != Type.DS && isDelegation()) {
      return delegation(name, lifetime, zone);
    }
    if (type == Type.ANY ? hasData() : has(type) || has(Type.CNAME)) {
      return refuted(
          Reason.TYPE_EXISTS, name + " has " + Type.string(type) + ", or is an alias", zone);
    }
    return type == Type.DS && isDelegation()
        ? new Denial.Delegation(lifetime)
        : new Denial.Proven(lifetime);
  }

  /**
   * The parent's side of a cut denies only the DS (RFC 6840 §4.1). If it does, the name is in an
   * unsigned zone.
   */
  Denial delegation(Name name, Lifetime lifetime, Name zone) {
    if (has(Type.DS)) {
      return refuted(
          Reason.DENIAL_INSUFFICIENT, name + " is denied by the parent's side of its cut", zone);
    }
    return new Denial.Unsigned(
        new Failure(
            Reason.INSECURE_DELEGATION,
            zone + " proves that " + name + " is delegated without a DS",
            FailingLink.at(name.toString(), Part.DS)),
        lifetime);
  }

  static Denial.Refuted refuted(Reason reason, String detail, Name zone) {
    return new Denial.Refuted(
        new Failure(reason, detail, FailingLink.at(zone.toString(), Part.DENIAL)));
  }
}
