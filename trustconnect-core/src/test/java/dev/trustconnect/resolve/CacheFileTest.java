package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** What an upstream said can't spoil the file, and what is in a file can't keep anybody busy. */
class CacheFileTest {
  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  @TempDir private Path folder;

  private Path saved() throws IOException {
    Path file = folder.resolve("names.cache");
    TrustedResolver before = resolver(time, upstream).saveable(true).build();
    before.lookupNow(a("www.example.test"));
    before.lookupNow(a("only4.example.test"));
    before.save(file);
    upstream.forget();
    return file;
  }

  private int loaded(Path file) throws IOException {
    return resolver(time, upstream).build().load(file);
  }

  @Test
  void refusalThatLeavesTheQuestionOutIsNotSaved() throws IOException {
    assertThat(loaded(saved())).isEqualTo(2);
    Question guess = question("www.example.test", Type.DNSKEY);
    Message bare = new Message();
    bare.getHeader().setFlag(Flags.QR);
    bare.getHeader().setRcode(Rcode.SERVFAIL);
    upstream.world(WORLD.harm(Harm.answerWith(guess, bare)));

    assertThat(loaded(saved())).isEqualTo(2);
  }

  /** Names that were compressed where we don't: read and written again a message may be larger. */
  @Test
  void messageThatGrewTooLargeIsNotSaved() throws IOException {
    Message fat = WORLD.answer("only4.example.test", Type.A);
    String text = "x".repeat(250);
    for (int i = 0; i < 300; i++) {
      Name owner = question("t" + i + ".example.test", Type.TXT).name();
      fat.addRecord(new TXTRecord(owner, DClass.IN, 60, text), Section.ADDITIONAL);
    }
    upstream.world(WORLD.harm(Harm.answerWith(a("only4.example.test"), fat)));

    assertThat(loaded(saved())).isEqualTo(1);
  }
}
