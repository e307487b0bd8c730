package dev.trustconnect.dnssec;

import org.xbill.DNS.Name;

/** A signed zone and its authenticated, parsed keys. */
final class ZoneKeys extends ProvenZone {
  ZoneKeys(Name apex, ZoneLink link) {
    super(apex, link);
  }

  @Override
  public int weightBytes() {
    return 1024;
  }
}
