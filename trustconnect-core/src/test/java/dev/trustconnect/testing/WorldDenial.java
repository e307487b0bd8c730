package dev.trustconnect.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * How a zone proves what it doesn't have: the unsigned NSEC or NSEC3 records for each kind of
 * negative answer.
 */
interface WorldDenial {
  /** The name exists, the type doesn't: RFC 4035 §3.1.3.1, RFC 5155 §7.2.3 and (DS) §7.2.4. */
  List<Record> noData(Name qname);

  /** Nothing there, and no wildcard: RFC 4035 §3.1.3.2, RFC 5155 §7.2.2. */
  List<Record> nameError(Name qname);

  /** A wildcard was expanded: RFC 4035 §3.1.3.3, RFC 5155 §7.2.6. */
  List<Record> wildcardAnswer(Name qname);

  /** The wildcard applies but lacks the type: RFC 4035 §3.1.3.4, RFC 5155 §7.2.5. */
  List<Record> wildcardNoData(Name qname);

  /** The NSEC that is data at {@code name}, for those who ask for it. */
  @Nullable Record nsecAt(Name name);

  /** Whether a name error is disguised as NODATA (RFC 9824). */
  default boolean isCompact() {
    return false;
  }

  /** Signs nothing, so it proves nothing. */
  WorldDenial NONE =
      new WorldDenial() {
        @Override
        public List<Record> noData(Name qname) {
          return List.of();
        }

        @Override
        public List<Record> nameError(Name qname) {
          return List.of();
        }

        @Override
        public List<Record> wildcardAnswer(Name qname) {
          return List.of();
        }

        @Override
        public List<Record> wildcardNoData(Name qname) {
          return List.of();
        }

        @Override
        public @Nullable Record nsecAt(Name name) {
          return null;
        }
      };
}
