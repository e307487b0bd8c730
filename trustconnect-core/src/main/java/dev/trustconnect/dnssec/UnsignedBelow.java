package dev.trustconnect.dnssec;

import org.xbill.DNS.Name;

/** A signed proof that no usable DS leads into this zone: everything at and below it is INSECURE. */
final class UnsignedBelow extends ProvenZone {
  UnsignedBelow(Name apex, ZoneLink link) {
    super(apex, link);
  }

  @Override
  public int weightBytes() {
    return 256;
  }
}
