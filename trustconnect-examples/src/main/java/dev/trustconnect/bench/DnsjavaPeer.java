package dev.trustconnect.bench;

import dev.trustconnect.testing.SignedWorld;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** dnsjava's validator, over any resolver; one object remembers the keys it has proven. */
final class DnsjavaPeer {
  private final ValidatingResolver validator;

  DnsjavaPeer(SignedWorld world, Resolver head) throws IOException {
    validator = new ValidatingResolver(head, Clock.fixed(world.now(), ZoneOffset.UTC));
    String anchors =
        world.anchorRecords().stream().map(Record::toString).collect(Collectors.joining("\n"));
    validator.loadTrustAnchors(
        new ByteArrayInputStream((anchors + "\n").getBytes(StandardCharsets.US_ASCII)));
  }

  /** Both kinds of addresses at the same time, as ours does; fails unless both are proven. */
  void resolve(Name host) throws Exception {
    CompletionStage<Message> four = validator.sendAsync(query(host, Type.A));
    CompletionStage<Message> six = validator.sendAsync(query(host, Type.AAAA));
    requireSecure(four.toCompletableFuture().get());
    requireSecure(six.toCompletableFuture().get());
  }

  void lookup(Name name, int type) throws IOException {
    requireSecure(validator.send(query(name, type)));
  }

  private static Message query(Name name, int type) {
    return Message.newQuery(Record.newRecord(name, type, DClass.IN));
  }

  private static void requireSecure(Message answer) {
    if (!answer.getHeader().getFlag(Flags.AD)) {
      throw new IllegalStateException("the peer doesn't find it secure: " + answer);
    }
  }
}
