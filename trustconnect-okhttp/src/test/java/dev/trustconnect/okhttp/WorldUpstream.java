package dev.trustconnect.okhttp;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** An upstream in memory: answers from a world, or never. */
final class WorldUpstream implements DnsExchange {
  static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "example.test",
              zone ->
                  zone.records(
                      "here A 127.0.0.1",
                      "both A 192.0.2.1",
                      "both AAAA 2001:db8::1",
                      "inside A 10.0.0.1",
                      "text TXT hello"))
          .build();

  private final SignedWorld world;
  private final Executor executor;
  private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
  private final Queue<CompletableFuture<Message>> unanswered = new ConcurrentLinkedQueue<>();
  private volatile boolean silent;

  WorldUpstream(SignedWorld world) {
    this(world, Runnable::run);
  }

  /** Answers on {@code executor}. */
  WorldUpstream(SignedWorld world, Executor executor) {
    this.world = world;
    this.executor = executor;
  }

  /** Takes questions and never answers them. */
  WorldUpstream silent() {
    silent = true;
    return this;
  }

  /** A resolver over this upstream that allows loopback and documentation addresses. */
  TrustedResolver.Builder resolver() {
    return TrustedResolver.builder()
        .upstreams(this)
        .anchors(world.anchors())
        .clock(InstantSource.fixed(SignedWorld.NOW))
        .addressRules(
            AddressRules.PUBLIC_ONLY.allowing("127.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"));
  }

  @Override
  public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
    asked.add(Dnsjava.question(name, type));
    CompletableFuture<Message> reply = new CompletableFuture<>();
    if (silent) {
      unanswered.add(reply);
    } else {
      executor.execute(() -> reply.complete(world.answer(name, type)));
    }
    return reply;
  }

  int asked() {
    return asked.size();
  }

  /** Whether an address question was asked. */
  boolean askedForAddresses() {
    return asked.stream().anyMatch(question -> question.type() == Type.AAAA);
  }

  long underWay() {
    return unanswered.stream().filter(reply -> !reply.isDone()).count();
  }

  @Override
  public String label() {
    return "world";
  }

  @Override
  public void close() {}
}
