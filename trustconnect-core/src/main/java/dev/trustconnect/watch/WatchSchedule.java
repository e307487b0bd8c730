package dev.trustconnect.watch;

import java.time.Duration;

/**
 * How often a watch looks. Immutable; {@link #standard} fits most uses.
 *
 * <p>The next look at an endpoint comes after the least of {@link #every}, half of the TTL of its
 * addresses and an eighth of what is left of the signature or certificate that ends first, but
 * never after less than 60 seconds; then 10 % earlier or later by chance. After failures in a row
 * the pause doubles, up to {@link #backOff}. All pauses are measured by the monotonic clock:
 * setting the wall clock changes none of them.
 */
public final class WatchSchedule {
  /** The shortest pause between two looks at an endpoint. */
  public static final Duration SHORTEST = Duration.ofSeconds(60);

  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int MOST_AT_ONCE = 64;
  private static final WatchSchedule STANDARD =
      new WatchSchedule(
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofSeconds(60),
          Duration.ofMinutes(30),
          Duration.ofSeconds(10),
          Duration.ofDays(1),
          8);

  private final Duration every;
  private final Duration handshakes;
  private final Duration confirmation;
  private final Duration backOff;
  private final Duration addressGap;
  private final Duration heartbeat;
  private final int atOnce;

  private WatchSchedule(
      Duration every,
      Duration handshakes,
      Duration confirmation,
      Duration backOff,
      Duration addressGap,
      Duration heartbeat,
      int atOnce) {
    this.every = every;
    this.handshakes = handshakes;
    this.confirmation = confirmation;
    this.backOff = backOff;
    this.addressGap = addressGap;
    this.heartbeat = heartbeat;
    this.atOnce = atOnce;
  }

  /**
   * DNS every 5 minutes, a handshake every 15, a second look after 60 seconds, a heartbeat each
   * day; at most 8 looks at once, and one handshake with an address in 10 seconds.
   */
  public static WatchSchedule standard() {
    return STANDARD;
  }

  /**
   * This with another pause between looks. A longer one than {@link #handshakes} or {@link
   * #backOff} replaces these too.
   *
   * @throws IllegalArgumentException if it is shorter than 60 seconds or longer than a day
   */
  public WatchSchedule withEvery(Duration pause) {
    check("the pause between looks", pause, SHORTEST);
    return new WatchSchedule(
        pause,
        longer(pause, handshakes),
        confirmation,
        longer(pause, backOff),
        addressGap,
        heartbeat,
        atOnce);
  }

  /**
   * This with another pause between handshakes with an endpoint.
   *
   * @throws IllegalArgumentException if it is shorter than 60 seconds or longer than a day
   */
  public WatchSchedule withHandshakes(Duration pause) {
    check("the pause between handshakes", pause, SHORTEST);
    return new WatchSchedule(every, pause, confirmation, backOff, addressGap, heartbeat, atOnce);
  }

  /**
   * This with another pause before the look that confirms a change.
   *
   * @throws IllegalArgumentException if it is shorter than a second or longer than a day
   */
  public WatchSchedule withConfirmation(Duration pause) {
    check("the pause before a second look", pause, Duration.ofSeconds(1));
    return new WatchSchedule(every, handshakes, pause, backOff, addressGap, heartbeat, atOnce);
  }

  /**
   * This with another limit on looks at the same time.
   *
   * @throws IllegalArgumentException if it isn't between 1 and 64
   */
  public WatchSchedule withAtOnce(int looks) {
    if (looks < 1 || looks > MOST_AT_ONCE) {
      throw new IllegalArgumentException("1 to " + MOST_AT_ONCE + " looks at once, not " + looks);
    }
    return new WatchSchedule(
        every, handshakes, confirmation, backOff, addressGap, heartbeat, looks);
  }

  /**
   * This with another pause between heartbeats.
   *
   * @throws IllegalArgumentException if it is shorter than 60 seconds or longer than a day
   */
  public WatchSchedule withHeartbeat(Duration pause) {
    check("the pause between heartbeats", pause, SHORTEST);
    return new WatchSchedule(every, handshakes, confirmation, backOff, addressGap, pause, atOnce);
  }

  /**
   * This with another pause between two handshakes with the same address, whatever the endpoint;
   * zero for a network that you run.
   *
   * @throws IllegalArgumentException if it is negative or longer than a day
   */
  public WatchSchedule withAddressGap(Duration pause) {
    check("the pause between handshakes with an address", pause, Duration.ZERO);
    return new WatchSchedule(every, handshakes, confirmation, backOff, pause, heartbeat, atOnce);
  }

  private static void check(String what, Duration pause, Duration shortest) {
    if (pause.compareTo(shortest) < 0 || pause.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          what + " is between " + shortest + " and " + LONGEST + ", not " + pause);
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** The longest pause between looks at an endpoint that answers. */
  public Duration every() {
    return every;
  }

  /** The shortest pause between handshakes with an endpoint, other than for a second look. */
  public Duration handshakes() {
    return handshakes;
  }

  /** The pause before a second look. */
  public Duration confirmation() {
    return confirmation;
  }

  /** The longest pause between looks at an endpoint that doesn't answer. */
  public Duration backOff() {
    return backOff;
  }

  /** The shortest pause between handshakes with an address. */
  public Duration addressGap() {
    return addressGap;
  }

  /** The pause between heartbeats. */
  public Duration heartbeat() {
    return heartbeat;
  }

  /** How many looks are made at the same time at most. */
  public int atOnce() {
    return atOnce;
  }
}
