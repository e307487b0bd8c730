package dev.trustconnect.reactor;

import dev.trustconnect.gate.NameGate;
import dev.trustconnect.resolve.Resolution;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Resolves names through the gate, whose refusals it passes on. Doesn't block. */
final class ProvenNames extends AddressResolverGroup<InetSocketAddress> {
  private final NameGate names;

  ProvenNames(NameGate names) {
    this.names = names;
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return new InetSocketAddressResolver(executor, new OfGate(executor, names));
  }

  private static final class OfGate extends InetNameResolver {
    private final NameGate names;

    private OfGate(EventExecutor executor, NameGate names) {
      super(executor);
      this.names = names;
    }

    @Override
    protected void doResolve(String host, Promise<InetAddress> promise) {
      resolve(host, promise, addresses -> addresses.get(0));
    }

    @Override
    protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
      resolve(host, promise, addresses -> addresses);
    }

    private <T> void resolve(
        String host, Promise<T> promise, Function<List<InetAddress>, T> wanted) {
      CompletableFuture<Resolution> lookup = names.resolveAsync(host);
      var unusedAnswer =
          lookup.whenComplete(
              (resolution, failure) -> {
                if (failure == null) {
                  promise.trySuccess(wanted.apply(resolution.addresses()));
                } else {
                  promise.tryFailure(failure);
                }
              });
      var unusedPromise =
          promise.addListener(
              done -> {
                if (done.isCancelled()) {
                  lookup.cancel(true);
                }
              });
    }
  }
}
