package dev.trustconnect.okhttp;

import dev.trustconnect.gate.NameGate;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import java.util.concurrent.CompletableFuture;

/** Resolves names for a {@code Dns}. Equal if they use the same resolver or gate. */
interface Names {
  CompletableFuture<Resolution> resolveAsync(String host);

  Resolution resolve(String host) throws UntrustedNameException;

  /** Resolves every name that the resolver accepts. */
  static Names of(TrustedResolver resolver) {
    return new OfResolver(resolver);
  }

  /** Resolves the names that the policies allow. */
  static Names of(NameGate gate) {
    return new OfGate(gate, new CallEpochs());
  }

  /** As {@link #of(NameGate)}, for connections of these epochs only. */
  static Names of(NameGate gate, CallEpochs epochs) {
    return new OfGate(gate, epochs);
  }

  /** {@link #of(TrustedResolver)}. */
  record OfResolver(TrustedResolver resolver) implements Names {
    @Override
    public CompletableFuture<Resolution> resolveAsync(String host) {
      return resolver.resolveAsync(host);
    }

    @Override
    public Resolution resolve(String host) throws UntrustedNameException {
      return resolver.resolve(host);
    }
  }

  /**
   * {@link #of(NameGate, CallEpochs)}. OkHttp's pool offers only connections whose {@code Dns} is
   * equal.
   *
   * <p>Two are equal unless they have seen different epochs of a host. This isn't transitive and
   * changes during a call; OkHttp only ever compares a call's {@code Dns} with a connection's.
   */
  record OfGate(NameGate gate, CallEpochs epochs) implements Names {
    @Override
    public boolean equals(Object other) {
      return other instanceof OfGate that
          && gate.equals(that.gate)
          && epochs.agreesWith(that.epochs);
    }

    @Override
    public int hashCode() {
      return gate.hashCode();
    }

    @Override
    public CompletableFuture<Resolution> resolveAsync(String host) {
      return gate.resolveAsync(host);
    }

    @Override
    public Resolution resolve(String host) throws UntrustedNameException {
      return gate.resolve(host);
    }
  }
}
