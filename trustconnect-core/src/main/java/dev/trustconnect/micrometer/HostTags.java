package dev.trustconnect.micrometer;

/** Which host names become values of tags. */
public enum HostTags {
  /** None: the tag is {@code none}. */
  NONE,
  /** Those that a policy is written for; all others are {@code _OTHER}. */
  LISTED,
  /** All, as long as there are fewer than the limit; all others are {@code _OTHER}. */
  ALL
}
