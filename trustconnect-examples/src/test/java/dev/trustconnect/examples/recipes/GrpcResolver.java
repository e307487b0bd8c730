package dev.trustconnect.examples.recipes;

import dev.trustconnect.gate.NameGate;
import dev.trustconnect.resolve.Resolution;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/** Gives gRPC the proven addresses of one server, again whenever gRPC asks. */
final class GrpcResolver extends NameResolver {
  private final NameGate names;
  private final URI server;
  private Listener2 listener;

  GrpcResolver(NameGate names, URI server) {
    this.names = names;
    this.server = server;
  }

  @Override
  public String getServiceAuthority() {
    return server.getAuthority();
  }

  @Override
  public void start(Listener2 listener) {
    this.listener = listener;
    refresh();
  }

  @Override
  public void refresh() {
    var unusedAnswer =
        names
            .resolveAsync(server.getHost())
            .<StatusOr<List<EquivalentAddressGroup>>>handle(
                (name, refusal) ->
                    refusal == null
                        ? StatusOr.fromValue(addresses(name))
                        : StatusOr.fromStatus(Status.UNAVAILABLE.withCause(refusal)))
            .thenAccept(
                found ->
                    listener.onResult(
                        ResolutionResult.newBuilder().setAddressesOrError(found).build()));
  }

  private List<EquivalentAddressGroup> addresses(Resolution name) {
    return name.addresses().stream()
        .map(at -> new EquivalentAddressGroup(new InetSocketAddress(at, server.getPort())))
        .toList();
  }

  @Override
  public void shutdown() {}
}
