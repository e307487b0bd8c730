package dev.trustconnect.dnssec;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * A signed proof that no usable DS leads into this zone: everything at and below it is INSECURE.
 */
final class UnsignedBelow extends ProvenZone {
  private final Failure why;

  UnsignedBelow(Name apex, @Nullable ProvenZone parent, ZoneLink link, Lifetime life, Failure why) {
    super(apex, parent, link, life.signatureEnd());
    this.why = why;
  }

  /** Why the zone counts as unsigned. */
  Failure why() {
    return why;
  }

  @Override
  int weightBytes() {
    return 512 + chainBytes();
  }
}
