package dev.trustconnect.watch;

import org.jspecify.annotations.Nullable;

/**
 * The confirmed parts of an endpoint, which survive a restart. A part that isn't known yet is null.
 */
record Parts(@Nullable Part names, @Nullable Part tls, @Nullable Part reach) {
  static Parts of(Row row) {
    return new Parts(row.names.confirmed(), row.tls.confirmed(), row.reach.confirmed());
  }

  boolean isUnknown() {
    return names == null && tls == null;
  }
}
