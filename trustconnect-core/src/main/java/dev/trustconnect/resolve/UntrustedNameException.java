package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.refusal.NameRefusal;
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

  private final Refusal refusal;
  private final transient @Nullable Verdict verdict;

  /** For this library alone: no other module can read {@code NameRefusal}. */
  @SuppressWarnings("exports") // so that only the resolver can create one
  public UntrustedNameException(NameRefusal refused) {
    super(refused.refusal().toString());
    this.refusal = refused.refusal();
    this.verdict = refused.verdict();
  }

  @Override
  public Refusal refusal() {
    return refusal;
  }

  /**
   * The weaker verdict of the name's two answers; empty if there is none (the name isn't a host
   * name, the caller was interrupted) and after serialization.
   */
  public Optional<Verdict> verdict() {
    return Optional.ofNullable(verdict);
  }
}
