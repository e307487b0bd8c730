package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A name yields no address that may be used: its verdict is BOGUS or INDETERMINATE, its addresses
 * are special-purpose, or there are none.
 *
 * <p>The message says what was refused, what was seen and what was wanted, and holds no secrets.
 */
public final class UntrustedNameException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final Reason reason;
  private final transient @Nullable Verdict verdict;

  UntrustedNameException(
      String name, Reason reason, @Nullable Verdict verdict, String seen, String wanted) {
    super("refused " + name + " [" + reason.code() + "]: seen " + seen + "; wanted " + wanted);
    this.name = name;
    this.reason = reason;
    this.verdict = verdict;
  }

  /** The name that was refused, in its canonical spelling if it has one. */
  public String name() {
    return name;
  }

  /** Why, with a code that outlives its wording. */
  public Reason reason() {
    return reason;
  }

  /**
   * The weaker verdict of the name's two answers; empty if it never came to one (the name is no
   * host name, the caller was interrupted) and after serialization.
   */
  public Optional<Verdict> verdict() {
    return Optional.ofNullable(verdict);
  }
}
