package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.WorldUpstream.WORLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.testing.Harm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class AsyncTrustedDnsOkHttp5Test {

  /** What a callback was told, one entry for each time. */
  private static final class Told implements Dns.Callback {
    private final BlockingQueue<Object> all = new LinkedBlockingQueue<>();

    @Override
    public void onRecords(Dns.Call call, boolean last, List<? extends Dns.Record> records) {
      assertThat(last).isTrue();
      all.add(List.copyOf(records));
    }

    @Override
    public void onFailure(Dns.Call call, IOException failure) {
      all.add(failure);
    }

    Object next() throws InterruptedException {
      return all.take();
    }
  }

  private static Dns.Call call(TrustedResolver resolver, String host) {
    return TrustedDns.over(resolver).newCall(new Dns.Request(host, 443));
  }

  @Test
  void okHttp5GetsTheAsynchronousDns() {
    try (TrustedResolver resolver = new WorldUpstream(WORLD).resolver().build()) {
      assertThat(TrustedDns.over(resolver)).isInstanceOf(AsyncTrustedDns.class);
    }
  }

  @Test
  void callbackGetsAllAddressesOnce() throws InterruptedException {
    try (TrustedResolver resolver = new WorldUpstream(WORLD).resolver().build()) {
      Told told = new Told();
      Dns.Call call = call(resolver, "both.example.test");
      call.enqueue(told);

      assertThat(told.next())
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .extracting(record -> ((Dns.Record.IpAddress) record).address().getHostAddress())
          .containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.1");
      call.cancel();
      assertThat(told.all).isEmpty();
      assertThat(call.getRequest().hostname()).isEqualTo("both.example.test");
    }
  }

  /** RFC 4074 §4.2. */
  @Test
  void addressesOfOneKindAreDeliveredWhenTheOtherKindFails() throws InterruptedException {
    Told told = whenIpv6(Harm.rcode("both.example.test", Type.AAAA, Rcode.SERVFAIL));

    assertThat(told.next())
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .extracting(record -> ((Dns.Record.IpAddress) record).address().getHostAddress())
        .containsExactly("192.0.2.1");
    assertThat(told.all).isEmpty();
  }

  @Test
  void addressesOfOneKindDoNotHideThatTheOtherKindIsBogus() throws InterruptedException {
    Told told = whenIpv6(Harm.flipRdataByte("both.example.test", Type.AAAA));

    assertThat(told.next())
        .isInstanceOfSatisfying(
            UntrustedNameException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.SIGNATURE_INVALID));
    assertThat(told.all).isEmpty();
  }

  private static Told whenIpv6(Harm fails) throws InterruptedException {
    try (TrustedResolver resolver = new WorldUpstream(WORLD.harm(fails)).resolver().build()) {
      Told told = new Told();
      call(resolver, "both.example.test").enqueue(told);
      told.all.add(told.next()); // before the resolver is closed
      return told;
    }
  }

  @Test
  void enqueueDoesNotWaitForAnswers() {
    WorldUpstream upstream = new WorldUpstream(WORLD).silent();
    try (TrustedResolver resolver = upstream.resolver().executor(Runnable::run).build()) {
      Told told = new Told();
      Dns.Call call = call(resolver, "both.example.test");
      call.enqueue(told);
      assertThat(told.all).isEmpty();
      assertThat(upstream.askedForAddresses()).isTrue();

      call.cancel();

      assertThat(told.all)
          .singleElement()
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(UntrustedNameException.class);
      assertThat(call.isCanceled()).isTrue();
      assertThat(upstream.underWay()).as("and is given up").isZero();
    }
  }

  @Test
  void callThatWasCanceledBeforeAsksNothing() {
    WorldUpstream upstream = new WorldUpstream(WORLD);
    try (TrustedResolver resolver = upstream.resolver().build()) {
      Told told = new Told();
      Dns.Call call = call(resolver, "both.example.test");
      call.cancel();
      call.enqueue(told);

      assertThat(told.all).singleElement().isInstanceOf(IOException.class);
      assertThat(upstream.asked()).isZero();
    }
  }

  @Test
  void callIsEnqueuedOnce() {
    try (TrustedResolver resolver = new WorldUpstream(WORLD).silent().resolver().build()) {
      Dns.Call call = call(resolver, "both.example.test");
      call.enqueue(new Told());
      assertThatThrownBy(() -> call.enqueue(new Told())).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void closedResolverAndBadHostReachTheCallbackToo() throws InterruptedException {
    TrustedResolver resolver = new WorldUpstream(WORLD).resolver().build();
    Told bad = new Told();
    call(resolver, "under_score.example.test").enqueue(bad);
    assertThat(bad.next()).isInstanceOf(UntrustedNameException.class);

    resolver.close();
    Told closed = new Told();
    call(resolver, "both.example.test").enqueue(closed);
    assertThat(closed.next())
        .isInstanceOfSatisfying(
            UntrustedNameException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.UPSTREAM_CLOSED));
  }

  @Test
  void oneCallbackEachForManyCallsRacingTheirCancellation() throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    WorldUpstream upstream = new WorldUpstream(WORLD, threads);
    try (TrustedResolver resolver = upstream.resolver().cacheBytes(0).build()) {
      List<Told> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Told told = new Told();
        all.add(told);
        Dns.Call call = call(resolver, "both.example.test");
        call.enqueue(told);
        threads.execute(call::cancel);
      }
      for (Told told : all) {
        assertThat(told.next()).isNotNull();
      }
      assertThat(all).allSatisfy(told -> assertThat(told.all).isEmpty());
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void refusalIsTheSameInstanceThatTheResolverMade() throws InterruptedException {
    WorldUpstream upstream =
        new WorldUpstream(WORLD.harm(Harm.flipSignatureByte("here.example.test", Type.A)));
    try (TrustedResolver resolver = upstream.resolver().build()) {
      Dns dns = TrustedDns.over(resolver);
      List<IOException> made = new ArrayList<>();
      Dns noting =
          new Dns() {
            @Override
            public List<java.net.InetAddress> lookup(String host) {
              throw new AssertionError("the client asks asynchronously");
            }

            @Override
            public Dns.Call newCall(Dns.Request request) {
              return noted(dns.newCall(request), made);
            }
          };
      OkHttpClient client = new OkHttpClient.Builder().dns(noting).build();
      BlockingQueue<IOException> reached = new LinkedBlockingQueue<>();
      CountDownLatch done = new CountDownLatch(1);
      client
          .newCall(new Request.Builder().url("http://here.example.test:1/").build())
          .enqueue(
              new Callback() {
                @Override
                public void onFailure(Call call, IOException failure) {
                  reached.add(failure);
                  done.countDown();
                }

                @Override
                public void onResponse(Call call, Response response) {
                  response.close();
                  done.countDown();
                }
              });
      done.await();

      assertThat(made).hasSize(1);
      assertThat(reached).singleElement().isSameAs(made.get(0));
    }
  }

  private static Dns.Call noted(Dns.Call call, List<IOException> failures) {
    return new Dns.Call() {
      @Override
      public Dns.Request getRequest() {
        return call.getRequest();
      }

      @Override
      public void enqueue(Dns.Callback callback) {
        call.enqueue(
            new Dns.Callback() {
              @Override
              public void onRecords(Dns.Call of, boolean last, List<? extends Dns.Record> records) {
                callback.onRecords(of, last, records);
              }

              @Override
              public void onFailure(Dns.Call of, IOException failure) {
                failures.add(failure);
                callback.onFailure(of, failure);
              }
            });
      }

      @Override
      public void cancel() {
        call.cancel();
      }

      @Override
      public boolean isCanceled() {
        return call.isCanceled();
      }
    };
  }
}
