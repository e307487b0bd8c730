package dev.trustconnect.dnssec;

import org.xbill.DNS.Name;

/** A signed proof that no zone begins at this name: it belongs to the zone above. */
final class NoCut extends ProvenZone {
  NoCut(Name name, ProvenZone parent, ZoneLink link, Lifetime life) {
    super(name, parent, link, life.signatureEnd());
  }

  @Override
  int weightBytes() {
    return 256 + chainBytes();
  }
}
