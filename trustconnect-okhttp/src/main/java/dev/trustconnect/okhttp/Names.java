package dev.trustconnect.okhttp;

import dev.trustconnect.gate.NameGate;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import java.util.concurrent.CompletableFuture;

/** Whom a {@code Dns} asks. Equal if it is the same one. */
interface Names {
  CompletableFuture<Resolution> resolve(String host);

  Resolution resolveNow(String host) throws UntrustedNameException;

  /** Any name the resolver finds fit. */
  static Names of(TrustedResolver resolver) {
    return new OfResolver(resolver);
  }

  /** Names the policies allow. */
  static Names of(NameGate gate) {
    return new OfGate(gate, 0);
  }

  /** {@link #of(NameGate)} for connections of this era alone. */
  static Names of(NameGate gate, int era) {
    return new OfGate(gate, era);
  }

  /** {@link #of(TrustedResolver)}. */
  record OfResolver(TrustedResolver resolver) implements Names {
    @Override
    public CompletableFuture<Resolution> resolve(String host) {
      return resolver.resolve(host);
    }

    @Override
    public Resolution resolveNow(String host) throws UntrustedNameException {
      return resolver.resolveNow(host);
    }
  }

  /** {@link #of(NameGate, int)}. OkHttp's pool offers no connection whose {@code Dns} differs. */
  record OfGate(NameGate gate, int era) implements Names {
    @Override
    public CompletableFuture<Resolution> resolve(String host) {
      return gate.resolve(host);
    }

    @Override
    public Resolution resolveNow(String host) throws UntrustedNameException {
      return gate.resolveNow(host);
    }
  }
}
