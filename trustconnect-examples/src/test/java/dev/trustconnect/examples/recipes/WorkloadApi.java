package dev.trustconnect.examples.recipes;

import com.google.protobuf.ByteString;
import dev.trustconnect.testing.TestCa;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.spiffe.workloadapi.grpc.SpiffeWorkloadAPIGrpc.SpiffeWorkloadAPIImplBase;
import io.spiffe.workloadapi.grpc.Workload.X509SVID;
import io.spiffe.workloadapi.grpc.Workload.X509SVIDRequest;
import io.spiffe.workloadapi.grpc.Workload.X509SVIDResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** A SPIFFE Workload API on loopback for one workload, as an agent serves it. Thread-safe. */
final class WorkloadApi extends SpiffeWorkloadAPIImplBase implements AutoCloseable {
  private final Server server;
  private final TestCa ca;
  private final List<StreamObserver<X509SVIDResponse>> workloads = new ArrayList<>();
  private X509SVIDResponse current;

  /** Serves this SVID of {@code ca}, which has no authority above it. */
  WorkloadApi(TestCa ca, String id, TestCa.Identity svid) {
    this.ca = ca;
    current = response(id, svid);
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(this)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address, as clients of the Workload API spell it. */
  String address() {
    return "tcp://127.0.0.1:" + server.getPort();
  }

  @Override
  public synchronized void fetchX509SVID(
      X509SVIDRequest request, StreamObserver<X509SVIDResponse> workload) {
    workloads.add(workload);
    workload.onNext(current);
  }

  /** Sends another SVID to all workloads that watch. */
  synchronized void renew(String id, TestCa.Identity svid) {
    current = response(id, svid);
    workloads.forEach(workload -> workload.onNext(current));
  }

  private X509SVIDResponse response(String id, TestCa.Identity svid) {
    try {
      ByteString chain = ByteString.EMPTY;
      for (X509Certificate certificate : svid.chain()) {
        chain = chain.concat(ByteString.copyFrom(certificate.getEncoded()));
      }
      return X509SVIDResponse.newBuilder()
          .addSvids(
              X509SVID
                  .newBuilder()
                  .setSpiffeId(id)
                  .setX509Svid(chain)
                  .setX509SvidKey(ByteString.copyFrom(svid.key().getEncoded()))
                  .setBundle(ByteString.copyFrom(ca.certificate().getEncoded())))
          .build();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
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
