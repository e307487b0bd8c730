package dev.trustconnect.watch;

import org.jspecify.annotations.Nullable;

/**
 * What is confirmed of an endpoint, as it survives a restart. A part of which nothing is known yet
 * is null.
 */
record Parts(@Nullable Part names, @Nullable Part tls, @Nullable Part reach) {
  static Parts of(Row row) {
    return new Parts(row.names.confirmed(), row.tls.confirmed(), row.reach.confirmed());
  }

  boolean isUnknown() {
    return names == null && tls == null;
  }
}
