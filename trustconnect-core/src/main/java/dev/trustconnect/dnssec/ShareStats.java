package dev.trustconnect.dnssec;

/**
 * How one share of a memory is used.
 *
 * @param hits lookups that found an entry, since the memory was made
 * @param misses lookups that found none, since the memory was made
 * @param evictions entries that were removed for lack of room, since the memory was made
 * @param entries roughly how many entries there are now
 * @param bytes roughly what the entries take up now
 */
public record ShareStats(long hits, long misses, long evictions, long entries, long bytes) {
  /** The figures of a share that keeps nothing. */
  public static final ShareStats NONE = new ShareStats(0, 0, 0, 0, 0);
}
