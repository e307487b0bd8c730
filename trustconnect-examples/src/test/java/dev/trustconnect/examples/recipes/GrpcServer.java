package dev.trustconnect.examples.recipes;

import dev.trustconnect.testing.Harvest;
import dev.trustconnect.testing.TestCa;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gRPC server on loopback whose methods repeat the prompt, and notes what it was sent. */
final class GrpcServer implements AutoCloseable {
  static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

  private static final MethodDescriptor<String, String> ASK =
      method(MethodDescriptor.MethodType.UNARY, "Ask");
  private static final MethodDescriptor<String, String> TELL =
      method(MethodDescriptor.MethodType.SERVER_STREAMING, "Tell");

  private final Server server;
  private final List<String> received = new CopyOnWriteArrayList<>();

  /** A server there, at any port if 0; without TLS if {@code identity} is null. */
  GrpcServer(String address, int port, TestCa.Identity identity) {
    this(address, port, identity, null);
  }

  /** The same; it asks for client certificates and puts them there, unless that is null. */
  GrpcServer(String address, int port, TestCa.Identity identity, Harvest harvest) {
    try {
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(new InetSocketAddress(address, port));
      if (identity != null) {
        SslContextBuilder tls =
            SslContextBuilder.forServer(
                identity.key(), identity.chain().toArray(new X509Certificate[0]));
        if (harvest != null) {
          tls.trustManager(harvest).clientAuth(ClientAuth.OPTIONAL);
        }
        builder.sslContext(GrpcSslContexts.configure(tls, SslProvider.JDK).build());
      }
      server =
          builder
              .intercept(new Noting())
              .addService(
                  ServerServiceDefinition.builder("test.Chat")
                      .addMethod(
                          ASK,
                          ServerCalls.asyncUnaryCall(
                              (prompt, answers) -> {
                                received.add(prompt);
                                answers.onNext("you said " + prompt);
                                answers.onCompleted();
                              }))
                      .addMethod(
                          TELL,
                          ServerCalls.asyncServerStreamingCall(
                              (prompt, answers) -> {
                                received.add(prompt);
                                List.of(prompt.split(" ")).forEach(answers::onNext);
                                answers.onCompleted();
                              }))
                      .build())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getPort();
  }

  /** The keys and prompts that arrived, in order. */
  List<String> received() {
    return List.copyOf(received);
  }

  /** Calls the unary method with the key. */
  static String ask(Channel channel, String key, String prompt) {
    return ClientCalls.blockingUnaryCall(keyed(channel, key), ASK, CallOptions.DEFAULT, prompt);
  }

  /** Calls the streaming method with the key. */
  static Iterator<String> tell(Channel channel, String key, String prompt) {
    return ClientCalls.blockingServerStreamingCall(
        keyed(channel, key), TELL, CallOptions.DEFAULT, prompt);
  }

  private static Channel keyed(Channel channel, String key) {
    Metadata metadata = new Metadata();
    metadata.put(API_KEY, key);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private final class Noting implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      received.add(String.valueOf(headers.get(API_KEY)));
      return next.startCall(call, headers);
    }
  }

  private static MethodDescriptor<String, String> method(
      MethodDescriptor.MethodType type, String name) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName("test.Chat", name))
        .setRequestMarshaller(new Text())
        .setResponseMarshaller(new Text())
        .build();
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String text) {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the server ends", e);
    }
  }
}
