package dev.trustconnect.dnssec;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** The owner and type of an RRset of class IN. Equality ignores case (RFC 4343). */
record RrsetKey(Name owner, int type) {
  @Override // written out for the reason that HostName gives
  public boolean equals(@Nullable Object other) {
    return other instanceof RrsetKey that && type == that.type && owner.equals(that.owner);
  }

  @Override
  public int hashCode() {
    return 31 * owner.hashCode() + type;
  }
}
