package dev.trustconnect.testing.contract;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.MemoryResolver;
import dev.trustconnect.testing.SignedWorld;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * What dnsjava's own validator says of a world: independent code, on the JVM's own cryptography.
 *
 * <p>It has three answers: {@code SECURE} (AD), {@code INSECURE}, and {@code BOGUS} (SERVFAIL).
 */
public final class SecondOpinion {
  private final ValidatingResolver validator;

  /**
   * Its reading of {@code world}, from the root's anchor. It keeps the keys of zones it has seen.
   */
  public SecondOpinion(SignedWorld world) {
    validator =
        new ValidatingResolver(new InMemory(world), Clock.fixed(world.now(), ZoneOffset.UTC));
    String anchors =
        world.anchorRecords().stream().map(Record::toString).collect(Collectors.joining("\n"));
    try {
      validator.loadTrustAnchors(
          new ByteArrayInputStream((anchors + "\n").getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The response with AD set, or not, or a SERVFAIL with the reason in it. */
  public Message response(Question question) throws IOException {
    Record asked = Record.newRecord(Dnsjava.name(question), question.type(), DClass.IN);
    return validator.send(Message.newQuery(asked));
  }

  /** The verdict a response of {@link #response} stands for. */
  public static String label(Message response) {
    if (response.getHeader().getFlag(Flags.AD)) {
      return "SECURE";
    }
    return response.getRcode() == Rcode.SERVFAIL ? "BOGUS" : "INSECURE";
  }

  private static final class InMemory extends MemoryResolver {
    private final SignedWorld world;

    InMemory(SignedWorld world) {
      this.world = world;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
      Record question = query.getQuestion();
      Message answer = world.answer(question.getName(), question.getType());
      answer.getHeader().setID(query.getHeader().getID());
      try {
        return CompletableFuture.completedFuture(new Message(answer.toWire()));
      } catch (IOException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }
}
