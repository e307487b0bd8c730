package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.Exchange;
import dev.trustconnect.gate.Outgoing;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.CompositeCallCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.Executor;

/** Checks each gRPC call, and the connection that it is about to be sent on. */
final class GrpcGuard extends CallCredentials implements ClientInterceptor {
  private final TrustConnect trust;
  private final String host;
  private final int port;

  private volatile ManagedChannel channel;

  private GrpcGuard(TrustConnect trust, String host, int port) {
    this.trust = trust;
    this.host = host;
    this.port = port;
  }

  static ManagedChannel build(
      ManagedChannelBuilder<?> builder, TrustConnect trust, String host, int port) {
    GrpcGuard guard = new GrpcGuard(trust, host, port);
    guard.channel = builder.intercept(guard).build();
    return guard.channel;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    CallCredentials own = options.getCredentials();
    return next.newCall(
        method,
        options.withCallCredentials(own == null ? this : new CompositeCallCredentials(this, own)));
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    executor.execute(
        () -> {
          try {
            check(call);
            applier.apply(new Metadata());
          } catch (Exception refused) {
            channel.enterIdle(); // the next call gets another connection
            applier.fail(Status.UNAVAILABLE.withCause(refused));
          }
        });
  }

  private void check(RequestInfo call) throws Exception {
    boolean encrypted = call.getSecurityLevel() == SecurityLevel.PRIVACY_AND_INTEGRITY;
    Exchange exchange = trust.requestGate().begin(host, port);
    var unusedStrays =
        exchange.check(
            names -> new Outgoing(host, port, encrypted, true, false, Map.of(), Map.of()));
    var unusedEvidence =
        exchange.connection(call.getTransportAttrs().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
    SocketAddress peer = call.getTransportAttrs().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    var proven = trust.names().resolve(host).addresses();
    if (!(peer instanceof InetSocketAddress at && proven.contains(at.getAddress()))) {
      throw new IllegalStateException(peer + " isn't an address of " + host + " any more");
    }
  }
}
