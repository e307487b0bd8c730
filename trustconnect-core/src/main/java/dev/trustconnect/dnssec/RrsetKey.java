package dev.trustconnect.dnssec;

import org.xbill.DNS.Name;

/** The owner and type of an RRset of class IN. Equality ignores case (RFC 4343). */
record RrsetKey(Name owner, int type) {}
