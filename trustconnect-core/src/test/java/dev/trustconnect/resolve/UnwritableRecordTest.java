package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NULLRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.WKSRecord;

/**
 * A record that dnsjava reads and can't write (a WKS without services) is garbage of the upstream
 * that sent it: it ends no lookup with an undeclared exception.
 */
class UnwritableRecordTest {
  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange hostile = new WorldExchange("hostile", WORLD);
  private final WorldExchange honest = new WorldExchange("honest", WORLD);
  @TempDir private Path folder;

  private static Message withWks(int section) {
    Message message = WORLD.answer("www.example.test", Type.A);
    for (int last = 1; last <= 2; last++) {
      InetAddress address = address(last);
      message.addRecord(
          new WKSRecord(Dnsjava.name(a("www.example.test")), DClass.IN, 60, address, 6, new int[0]),
          section);
    }
    return message;
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Section.ANSWER, Section.AUTHORITY})
  void unwritableRecordIsGarbageAndTheNextUpstreamIsAsked(int section) {
    hostile.world(WORLD.harm(Harm.answerWith(a("www.example.test"), withWks(section))));
    TrustedResolver alone = resolver(time, hostile).build();
    assertThat(alone.lookup(a("www.example.test")).answer().verdict().reason())
        .isEqualTo(Reason.UPSTREAM_GARBAGE);

    TrustedResolver both = resolver(time, hostile, honest).build();
    assertThat(both.lookup(a("www.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);
  }

  @Test
  void unwritableRecordIsNotSaved() throws IOException {
    Message extra = withWks(Section.ADDITIONAL);
    hostile.world(WORLD.harm(Harm.answerWith(a("www.example.test"), extra)));
    Path file = folder.resolve("names.cache");
    TrustedResolver resolver = resolver(time, hostile).saveable(true).build();
    assertThat(resolver.lookup(a("www.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);
    resolver.lookup(a("only4.example.test"));
    resolver.save(file);

    assertThat(resolver(time, honest).build().load(file)).isEqualTo(1);
  }

  @Test
  void fileWithAnUnwritableRecordIsRefused() throws IOException {
    Path file = folder.resolve("names.cache");
    byte[] address = {(byte) 192, 0, 2, 1, 6};
    Message message = WORLD.answer("www.example.test", Type.A);
    message.addRecord(new NULLRecord(Name.root, DClass.IN, 60, address), Section.ADDITIONAL);
    byte[] wire = message.toWire();
    CacheFile.write(file, List.of(new MessageLog.Entry(SignedWorld.NOW, true, wire)));
    byte[] whole = Files.readAllBytes(file);
    int type = whole.length - Integer.BYTES - address.length - 9; // of the last record, before END
    assertThat(whole[type]).isEqualTo((byte) Type.NULL);
    whole[type] = Type.WKS;
    Files.write(file, whole);

    assertThatThrownBy(() -> resolver(time, honest).build().load(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": message 1 is no DNS message");
  }
}
