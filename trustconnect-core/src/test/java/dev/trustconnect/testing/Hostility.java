package dev.trustconnect.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * One way in which an upstream does harm: by what it says, by how it says it, or by who it is.
 *
 * @param name what it does, for a table
 * @param lie what it makes of an answer, given what the caller is after
 * @param fault what it does to the exchange
 * @param identity whom its certificate says it is
 * @param isSlow whether the caller has to run out of patience
 */
public record Hostility(String name, Lie lie, Fault fault, Identity identity, boolean isSlow) {

  /** How answers are changed while {@code target} is asked for. */
  @FunctionalInterface
  public interface Lie {
    Harm about(HostileTarget target);
  }

  /** Whom the server's certificate is of. */
  public enum Identity {
    RIGHT,
    WRONG_NAME,
    UNKNOWN_AUTHORITY,
    EXPIRED
  }

  private static final Lie HONEST = target -> Harm.none();

  /** All of them, those that lie first. */
  public static List<Hostility> all() {
    List<Hostility> all = new ArrayList<>(HostileAnswers.all());
    all.addAll(faults());
    all.addAll(identities());
    return all;
  }

  /** None: an honest upstream. */
  public static Hostility none() {
    return says("nothing but the truth", Harm.none());
  }

  private static List<Hostility> faults() {
    List<Hostility> all = new ArrayList<>();
    all.add(does("text/html", Fault.contentType("text/html")));
    all.add(does("no content type", Fault.contentType(null)));
    for (int status : new int[] {204, 301, 429, 500, 503}) {
      all.add(does("status " + status, Fault.status(status, "location", "https://evil.test/")));
    }
    for (int status : new int[] {429, 503}) {
      all.add(does(status + " with Retry-After", Fault.status(status, "retry-after", "3600")));
    }
    all.add(does("half of each answer", Fault.TRUNCATE));
    all.add(does("noise", Fault.body(TestKeys.stretch("noise", 500))));
    all.add(does("an empty body", Fault.body(new byte[0])));
    all.add(does("a terabyte announced", Fault.announcing(1L << 40)));
    all.add(does("65,536 bytes", Fault.body(new byte[65_536])));
    all.add(does("an endless body", Fault.ENDLESS));
    all.add(slow("one byte after the other", Fault.DRIP));
    all.add(slow("half of each answer, then nothing", Fault.STALL));
    all.add(slow("silence", Fault.PARK));
    all.add(does("GOAWAY and a reset", Fault.GO_AWAY_RESET));
    all.add(does("RST_STREAM", Fault.RST_STREAM));
    all.add(does("REFUSED_STREAM, for ever", Fault.REFUSED_STREAM));
    all.add(does("a false content-length", Fault.contentLength("1")));
    all.add(does("RST_STREAM in mid-answer", Fault.RST_STREAM_LATE));
    all.add(does("the connection reset", Fault.RESET));
    all.add(does("the connection reset in mid-answer", Fault.RESET_LATE));
    return all;
  }

  private static List<Hostility> identities() {
    return List.of(
        is("a certificate for another name", Identity.WRONG_NAME),
        is("a certificate of another authority", Identity.UNKNOWN_AUTHORITY),
        is("a certificate that has expired", Identity.EXPIRED));
  }

  /** The same lie, whatever the caller is after. */
  static Hostility says(String name, Harm harm) {
    return tells(name, target -> harm);
  }

  /** A lie that depends on what the caller is after. */
  static Hostility tells(String name, Lie lie) {
    return new Hostility(name, lie, Fault.NONE, Identity.RIGHT, false);
  }

  private static Hostility does(String name, Fault fault) {
    return new Hostility(name, HONEST, fault, Identity.RIGHT, false);
  }

  private static Hostility slow(String name, Fault fault) {
    return new Hostility(name, HONEST, fault, Identity.RIGHT, true);
  }

  private static Hostility is(String name, Identity identity) {
    return new Hostility(name, HONEST, Fault.NONE, identity, false);
  }

  /** Whether its connections go away at the moment when they are asked. */
  public boolean goesAway() {
    return fault == Fault.GO_AWAY_RESET;
  }

  /** Whether nothing it sends is an answer. */
  public boolean isMute() {
    return lie == HONEST;
  }

  @Override
  public String toString() {
    return name;
  }
}
