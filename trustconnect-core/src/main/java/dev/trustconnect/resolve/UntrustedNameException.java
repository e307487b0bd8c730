package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A name yields no address that may be used: its verdict is BOGUS or INDETERMINATE, its addresses
 * are special-purpose, or there are none.
 *
 * <p>The message says what was refused, what was seen and what was wanted, and holds no secrets.
 */
public final class UntrustedNameException extends UnknownHostException implements TrustRefusal {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final Reason reason;
  private final String seen;
  private final String wanted;
  private final transient @Nullable Verdict verdict;

  /** A refusal of {@code name}; the verdict is null if the name never came to one. */
  public UntrustedNameException(
      String name, Reason reason, @Nullable Verdict verdict, String seen, String wanted) {
    super(TrustRefusal.sentence(name, reason, seen, wanted));
    this.name = name;
    this.reason = reason;
    this.seen = seen;
    this.wanted = wanted;
    this.verdict = verdict;
  }

  /** The name that was refused, in its canonical spelling if it has one. */
  public String name() {
    return name;
  }

  @Override
  public Reason reason() {
    return reason;
  }

  /** {@link #name()}. */
  @Override
  public String refused() {
    return name;
  }

  @Override
  public String seen() {
    return seen;
  }

  @Override
  public String wanted() {
    return wanted;
  }

  /**
   * The weaker verdict of the name's two answers; empty if it never came to one (the name is no
   * host name, the caller was interrupted) and after serialization.
   */
  public Optional<Verdict> verdict() {
    return Optional.ofNullable(verdict);
  }
}
