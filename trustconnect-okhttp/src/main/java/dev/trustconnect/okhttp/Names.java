package dev.trustconnect.okhttp;

import dev.trustconnect.gate.NameGate;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import java.util.concurrent.CompletableFuture;

/** Whom a {@code Dns} asks. Equal if it is the same one. */
interface Names {
  CompletableFuture<Resolution> resolveAsync(String host);

  Resolution resolve(String host) throws UntrustedNameException;

  /** Any name the resolver finds fit. */
  static Names of(TrustedResolver resolver) {
    return new OfResolver(resolver);
  }

  /** Names the policies allow. */
  static Names of(NameGate gate) {
    return new OfGate(gate, new CallEras());
  }

  /** {@link #of(NameGate)} for connections of these eras alone. */
  static Names of(NameGate gate, CallEras eras) {
    return new OfGate(gate, eras);
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
   * {@link #of(NameGate, CallEras)}. OkHttp's pool offers no connection whose {@code Dns} differs.
   *
   * <p>Equal to another unless they have seen different eras of a host. That isn't transitive, and
   * changes as a call goes on; OkHttp only ever compares a call's {@code Dns} with a connection's.
   */
  record OfGate(NameGate gate, CallEras eras) implements Names {
    @Override
    public boolean equals(Object other) {
      return other instanceof OfGate that && gate.equals(that.gate) && eras.agreesWith(that.eras);
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
