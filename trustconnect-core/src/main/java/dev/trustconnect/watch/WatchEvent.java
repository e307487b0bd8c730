package dev.trustconnect.watch;

import dev.trustconnect.lock.Change;
import dev.trustconnect.remark.Severity;
import dev.trustconnect.survey.Endpoint;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something that a watch reports. All texts are bounded, on one line, and safe to print. Immutable.
 *
 * @param id unique: the same event has the same id at every receiver and after a restart
 * @param time when it was confirmed, by the wall clock
 * @param subject what it is about: an endpoint such as {@code api.example.com:443}, a root cause,
 *     or {@code watch}
 * @param summary one sentence for people
 * @param details for machines
 */
public record WatchEvent(
    String id, Kind kind, Instant time, String subject, String summary, Details details) {
  /** How many endpoints are listed at most; {@link Details#affected} counts them all. */
  public static final int MAX_ENDPOINTS = 20;

  /** The kinds of events. The codes are stable. */
  public enum Kind {
    /** The verdict, a remark or the drift of an endpoint changed for the worse, or it is down. */
    ENDPOINT_CHANGED("trustconnect.endpoint.changed"),
    /** The gates refuse the endpoint now, or for another reason than before. */
    ENDPOINT_REFUSED("trustconnect.endpoint.refused"),
    /** A reported problem of an endpoint has ended. */
    ENDPOINT_RECOVERED("trustconnect.endpoint.recovered"),
    /** A certificate, a signature or a set of pins ends soon and wasn't renewed. */
    ENDPOINT_EXPIRING("trustconnect.endpoint.expiring"),
    /** Several endpoints show the same fault: this stands for an event of each. */
    ROOT_CAUSE_OPENED("trustconnect.rootcause.opened"),
    /** More endpoints showed the fault within one round of looks. */
    ROOT_CAUSE_GREW("trustconnect.rootcause.grew"),
    /** No endpoint shows the fault any more. */
    ROOT_CAUSE_CLOSED("trustconnect.rootcause.closed"),
    /** The watch has begun. */
    WATCH_STARTED("trustconnect.watch.started"),
    /** The watch can't see: what happens to endpoints now isn't reported. */
    WATCH_BLIND("trustconnect.watch.blind"),
    /** The watch can see again. */
    WATCH_SEES_AGAIN("trustconnect.watch.sees-again"),
    /** The watch is running; with its counts. */
    WATCH_HEARTBEAT("trustconnect.watch.heartbeat");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** A stable name, such as {@code trustconnect.endpoint.refused}. */
    public String code() {
      return code;
    }
  }

  /**
   * The details of an event for machines.
   *
   * @param verdictBefore of the name: {@code SECURE}, {@code INSECURE}, {@code BOGUS} or {@code
   *     INDETERMINATE}; empty if it wasn't known
   * @param verdictAfter the same, now
   * @param refusal the code for which the gates refuse it; empty if they don't
   * @param remarks the codes of all remarks of LOW and above that stand now
   * @param drift the codes of all changes against the lock of NOTICE and above
   * @param endpoints those concerned, at most {@value #MAX_ENDPOINTS}
   * @param affected how many are concerned
   * @param watched how many are watched
   * @param isFlapping whether it comes and goes: until an hour passes without a change, only what
   *     wasn't reported yet is reported
   */
  public record Details(
      Optional<String> verdictBefore,
      Optional<String> verdictAfter,
      Optional<String> refusal,
      Map<String, Severity> remarks,
      Map<String, Change.Weight> drift,
      List<Endpoint> endpoints,
      int affected,
      int watched,
      boolean isFlapping) {
    public Details {
      remarks = Collections.unmodifiableMap(new TreeMap<>(remarks));
      drift = Collections.unmodifiableMap(new TreeMap<>(drift));
      endpoints = List.copyOf(endpoints);
    }
  }

  /**
   * The event in the form of CloudEvents 1.0, on one line of ASCII: {@code specversion}, {@code
   * id}, {@code source}, {@code type}, {@code time}, {@code subject} and {@code data}. Every member
   * of {@code data} is always there; an unknown value is null.
   */
  public String toJson() {
    return EventText.json(this);
  }

  /** The kind's code, the subject and the summary in one line. */
  @Override
  public String toString() {
    return kind.code() + " " + subject + ": " + summary;
  }
}
