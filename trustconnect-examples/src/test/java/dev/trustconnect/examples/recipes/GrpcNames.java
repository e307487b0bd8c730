package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.URI;

/**
 * Resolves gRPC's targets of the scheme {@code trusted} through a {@link TrustConnect}: {@code
 * NameResolverRegistry.getDefaultRegistry().register(new GrpcNames(trust))}. gRPC takes resolvers
 * for the whole process; other schemes stay as they are.
 */
final class GrpcNames extends NameResolverProvider {
  private static final String SCHEME = "trusted";

  private final TrustConnect trust;

  GrpcNames(TrustConnect trust) {
    this.trust = trust;
  }

  static String target(String host, int port) {
    return SCHEME + ":///" + host + ":" + port;
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return target.getScheme().equals(SCHEME)
        ? new GrpcResolver(trust.names(), URI.create("https:/" + target.getPath()))
        : null;
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 0; // never the scheme of targets that name none
  }
}
