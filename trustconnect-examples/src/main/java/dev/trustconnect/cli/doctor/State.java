package dev.trustconnect.cli.doctor;

import java.util.Locale;

/** The result of one check. */
enum State {
  /** In order. */
  OK,
  /** A fact that is neither good nor bad for TrustConnect. */
  INFO,
  /** TrustConnect works, and something nearby should be changed. */
  WARNING,
  /** Broken. */
  FAILED,
  /** Not begun, because an earlier check failed or nothing was named to check. */
  SKIPPED,
  /** Begun or wanted, and not known: neither in order nor broken. */
  NOT_EVALUATED;

  /** As in JSON, such as {@code not-evaluated}. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
