package dev.trustconnect.dnssec;

import org.xbill.DNS.Name;

/** What the records of an RRset of class IN have in common. Equality ignores case (RFC 4343). */
record RrsetKey(Name owner, int type) {}
