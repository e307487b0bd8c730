package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.MemoryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * The second opinion: dnsjava's own validator, an implementation that shares no proof with ours.
 */
final class DnsjavaValidator implements ReplayValidator {
  @Override
  public ReplayVerdict validate(Question question, Upstream upstream, Setup setup) {
    ValidatingResolver resolver =
        new ValidatingResolver(new Head(upstream), Clock.fixed(setup.at(), ZoneOffset.UTC));
    try {
      resolver.init(properties(setup));
      resolver.loadTrustAnchors(anchors(setup));
      Record asked = Record.newRecord(Dnsjava.name(question), question.type(), DClass.IN);
      return verdict(resolver.send(Message.newQuery(asked)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Properties properties(Setup setup) {
    Properties properties = new Properties();
    for (int algorithm : setup.oldAlgorithms() ? new int[] {3, 5, 6, 7} : new int[] {5, 7}) {
      properties.setProperty("dnsjava.dnssec.algorithm." + algorithm, "true");
    }
    properties.setProperty("dnsjava.dnssec.digest.1", "true");
    properties.setProperty(
        "dnsjava.dnssec.algorithm_rsa_min_key_size", setup.oldAlgorithms() ? "512" : "1023");
    if (setup.maxNsec3Iterations() >= 0) {
      for (int bits : new int[] {1024, 2048, 4096}) {
        properties.setProperty(
            "dnsjava.dnssec.nsec3.iterations." + bits,
            Integer.toString(setup.maxNsec3Iterations()));
      }
    }
    return properties;
  }

  private static ByteArrayInputStream anchors(Setup setup) {
    String zoneFile =
        setup.anchors().stream().map(Record::toString).collect(Collectors.joining("\n"));
    return new ByteArrayInputStream((zoneFile + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static ReplayVerdict verdict(Message response) {
    int rcode = response.getRcode();
    ReplayVerdict.State state =
        rcode == Rcode.SERVFAIL
            ? ReplayVerdict.State.BOGUS
            : response.getHeader().getFlag(Flags.AD)
                ? ReplayVerdict.State.SECURE
                : ReplayVerdict.State.INSECURE;
    String why =
        response.getSection(Section.ADDITIONAL).stream()
            .filter(record -> record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS)
            .filter(TXTRecord.class::isInstance)
            .flatMap(record -> ((TXTRecord) record).getStrings().stream())
            .collect(Collectors.joining(" "));
    return new ReplayVerdict(state, false, rcode, response.getSection(Section.ANSWER), why);
  }

  /** Lets dnsjava ask {@code upstream}. */
  private static final class Head extends MemoryResolver {
    private final Upstream upstream;

    Head(Upstream upstream) {
      this.upstream = upstream;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
      Record asked = query.getQuestion();
      return upstream
          .ask(Dnsjava.question(asked.getName(), asked.getType()))
          .map(
              response -> {
                response.getHeader().setID(query.getHeader().getID());
                return CompletableFuture.completedFuture(response);
              })
          .orElseGet(
              () -> CompletableFuture.failedFuture(new IOException("no answer to " + asked)));
    }
  }
}
