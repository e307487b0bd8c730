package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** An upstream's messages can't damage the file, and a file's content can't cost much time. */
class CacheFileTest {
  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  @TempDir private Path folder;

  private Path saved() throws IOException {
    Path file = folder.resolve("names.cache");
    TrustedResolver before = resolver(time, upstream).saveable(true).build();
    before.lookup(a("www.example.test"));
    before.lookup(a("only4.example.test"));
    assertThat(before.lookup(a("www.plain.test")).answer().verdict())
        .isInstanceOf(Verdict.Insecure.class);
    before.save(file);
    upstream.forget();
    return file;
  }

  private int loaded(Path file) throws IOException {
    return resolver(time, upstream).build().load(file);
  }

  @Test
  void errorResponseWithoutAQuestionIsNotSaved() throws IOException {
    assertThat(loaded(saved())).isEqualTo(2);
    Question unneeded = question("plain.test", Type.DNSKEY); // it turns out to be unsigned
    Message bare = new Message();
    bare.getHeader().setFlag(Flags.QR);
    bare.getHeader().setRcode(Rcode.SERVFAIL);
    upstream.world(WORLD.harm(Harm.answerWith(unneeded, bare)));

    assertThat(loaded(saved())).isEqualTo(2);
  }

  /** Names that were compressed where we don't: read and written again a message may be larger. */
  @Test
  void messageThatGrewTooLargeIsNotSaved() throws IOException {
    Message fat = WORLD.answer("only4.example.test", Type.A);
    String text = "x".repeat(250);
    for (int i = 0; i < 300; i++) {
      Name owner = Dnsjava.name(question("t" + i + ".example.test", Type.TXT));
      fat.addRecord(new TXTRecord(owner, DClass.IN, 60, text), Section.ADDITIONAL);
    }
    upstream.world(WORLD.harm(Harm.answerWith(a("only4.example.test"), fat)));

    assertThat(loaded(saved())).isEqualTo(1);
  }

  @Test
  void newerAnswerIsNotReplacedByAFile() throws IOException {
    Path file = saved();
    upstream.world(
        WORLD.harm(
            Harm.resign(
                "only4.example.test",
                Type.A,
                old -> Harm.records("only4.example.test", Type.A, 3600, "192.0.2.77"))));
    TrustedResolver running = resolver(time, upstream).build();
    running.lookup(a("only4.example.test"));

    assertThat(running.load(file)).isEqualTo(1);
    assertThat(running.lookup(a("only4.example.test")).answer().records().get(0).rdata())
        .isEqualTo("192.0.2.77");
  }

  /** A pipe would be waited for, a device read without an end. */
  @Test
  void onlyARegularFileIsRead() throws IOException {
    for (Path odd : new Path[] {Path.of("/dev/zero"), folder}) {
      assertThatThrownBy(() -> loaded(odd))
          .isInstanceOf(IOException.class)
          .hasMessage(odd + ": no regular file");
    }
    Path link = Files.createSymbolicLink(folder.resolve("link"), saved());
    assertThat(loaded(link)).isEqualTo(2);
  }

  @Test
  void fileOfCountlessTinyMessagesIsRefused() throws IOException {
    Path file = folder.resolve("names.cache");
    Message tiny = Message.newQuery(Record.newRecord(Name.root, Type.A, DClass.IN));
    MessageLog.Entry heard = new MessageLog.Entry(SignedWorld.NOW, true, tiny.toWire());
    CacheFile.write(file, Collections.nCopies(CacheFile.MAX_MESSAGES + 1, heard));
    assertThat(CacheFile.read(file)).hasSize(CacheFile.MAX_MESSAGES);

    byte[] whole = Files.readAllBytes(file);
    int entry = Integer.BYTES + Long.BYTES + 1 + tiny.toWire().length;
    byte[] more = new byte[whole.length + entry];
    System.arraycopy(whole, 0, more, 0, whole.length);
    int end = whole.length - Integer.BYTES;
    System.arraycopy(whole, end - entry, more, end, entry + Integer.BYTES);
    Files.write(file, more);
    assertThatThrownBy(() -> CacheFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": more than " + CacheFile.MAX_MESSAGES + " messages; no cache has");
  }

  /** Each message may cost a whole validation; together they have the time of a warm start. */
  @Test
  void loadEndsInTimeWithWhatItHasByThen() throws IOException {
    Path file = saved();
    AtomicLong slow = new AtomicLong();
    TrustedResolver late =
        resolver(time, upstream)
            .time(() -> slow.addAndGet(Duration.ofSeconds(4).toNanos()), time)
            .build();

    assertThat(late.load(file)).isZero();
    assertThat(upstream.asked()).isEmpty();
  }
}
