package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.WORLD;
import static dev.trustconnect.resolve.TestResolvers.a;
import static dev.trustconnect.resolve.TestResolvers.question;
import static dev.trustconnect.resolve.TestResolvers.resolver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** What was known is saved, and judged again before it is believed. */
class WarmStartTest {
  private static final HostName WWW = HostName.parse("www.example.test");

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("names.cache");
    TrustedResolver before = resolver(time, upstream).saveable(true).build();
    before.resolve(WWW);
    before.lookup(a("nothing.example.test"));
    before.lookup(a("www.plain.test"));
    before.save(file);
    upstream.forget();
  }

  private static MessageLog.Entry heard(Instant at, boolean sought, Message message) {
    return new MessageLog.Entry(at, sought, message.toWire());
  }

  private TrustedResolver fresh() {
    return resolver(time, upstream).refreshAhead(false).build();
  }

  @Test
  void secureAnswersAreKnownAfterALoadWithoutAQuestion() throws IOException {
    TrustedResolver warm = fresh();
    assertThat(warm.load(file)).isEqualTo(3); // A and AAAA of one name, an absence of another

    Resolution known = warm.resolve(WWW);
    assertThat(known.addresses()).hasSize(3);
    assertThat(known.verdict()).isInstanceOf(Verdict.Secure.class);
    assertThat(warm.lookup(a("nothing.example.test")).questions()).isZero();
    assertThat(upstream.asked()).isEmpty();
  }

  @Test
  void insecureAnswersOfAFileAreNotKeptButTheProofOfTheUnsignedZoneIs() throws IOException {
    TrustedResolver warm = fresh();
    warm.load(file);
    Lookup plain = warm.lookup(a("www.plain.test"));
    assertThat(plain.answer().verdict()).isInstanceOf(Verdict.Insecure.class);
    assertThat(upstream.asked()).containsExactly(a("www.plain.test"));
  }

  /** A verdict doesn't wait for all that was asked: the file lacks what came later. */
  @Test
  void zoneThatWasProvenUnsignedBeforeAllAnswersCameIsProvenFromAFile() throws IOException {
    WorldExchange quiet = new WorldExchange("quiet", WORLD);
    quiet.silentAbout(
        asked ->
            asked.equals(question("plain.test", Type.DNSKEY))
                || (Dnsjava.name(asked).equals(Dnsjava.name(a("www.plain.test")))
                    && asked.type() != Type.A));
    TrustedResolver before = resolver(time, quiet).saveable(true).build();
    before.lookup(a("www.plain.test"));
    before.save(file);

    TrustedResolver warm = fresh();
    warm.load(file);
    warm.lookup(a("www.plain.test"));

    assertThat(upstream.asked()).containsExactly(a("www.plain.test"));
  }

  @Test
  void timeInBetweenCounts() throws IOException {
    time.pass(Duration.ofMinutes(50));
    TrustedResolver warm = fresh();
    warm.load(file);
    assertThat(warm.resolve(WWW).ipv4().ttlSeconds()).isEqualTo(600);
    time.pass(Duration.ofMinutes(10));
    warm.resolve(WWW);
    assertThat(upstream.asked()).isNotEmpty();
  }

  @Test
  void whatHasEndedIsNotKept() throws IOException {
    time.pass(Duration.ofHours(1));
    assertThat(fresh().load(file)).isZero();
  }

  @Test
  void fileFromTheFutureIsIgnored() throws IOException {
    time.setClock(SignedWorld.NOW.minusSeconds(1));
    assertThat(fresh().load(file)).isZero();
  }

  @Test
  void forgedAddressInTheFileIsNotKept() throws IOException {
    SignedWorld forged = WORLD.harm(Harm.flipRdataByte("www.example.test", Type.A));
    Message poison = forged.answer("www.example.test", Type.A);
    List<MessageLog.Entry> heard =
        CacheFile.read(file).stream()
            .map(
                each ->
                    each.question().equals(a("www.example.test"))
                        ? heard(each.at(), true, poison)
                        : heard(each.at(), each.sought(), each.message()))
            .toList();
    CacheFile.write(file, heard);

    TrustedResolver warm = fresh();
    assertThat(warm.load(file)).isEqualTo(2);
    assertThat(warm.lookup(a("www.example.test")).answer().verdict())
        .isInstanceOf(Verdict.Secure.class);
    assertThat(upstream.asked()).contains(a("www.example.test"));
  }

  @Test
  void timesInTheFileCannotOutliveASignature() throws IOException {
    Instant late = SignedWorld.NOW.plus(Duration.ofDays(400));
    CacheFile.write(
        file,
        CacheFile.read(file).stream()
            .map(each -> heard(late, each.sought(), each.message()))
            .toList());
    time.setClock(late);
    assertThat(fresh().load(file)).isZero();
  }

  @Test
  void chainThatIsMissingIsNotAskedForWhileLoading() throws IOException {
    CacheFile.write(
        file,
        CacheFile.read(file).stream()
            .filter(each -> !each.question().equals(question("example.test", Type.DNSKEY)))
            .map(each -> heard(each.at(), each.sought(), each.message()))
            .toList());
    assertThat(fresh().load(file)).isZero();
    assertThat(upstream.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 21, 24, 40, 300})
  void fileThatBreaksOffIsRefusedWhole(int bytes) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), bytes));
    TrustedResolver cold = fresh();
    assertThatThrownBy(() -> cold.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": ");
    cold.resolve(WWW);
    assertThat(upstream.asked()).contains(question(".", Type.DNSKEY)); // nothing was kept
  }

  @Test
  void fileThatGoesOnOrHoldsGarbageIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> fresh().load(file)).hasMessage(file + ": has bytes after its end");

    byte[] garbage = whole.clone();
    Arrays.fill(garbage, 40, 60, (byte) 0xff);
    Files.write(file, garbage);
    assertThatThrownBy(() -> fresh().load(file)).hasMessageContaining(": message 1 ");
    assertThatThrownBy(() -> fresh().load(folder.resolve("none")))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }

  @Test
  void ownerAloneMayReadItAndNothingIsLeftBesideIt() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void saveWithoutSaveableIsRefused() {
    assertThatThrownBy(() -> fresh().save(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("saveable(true) is missing");
  }

  /** It is proven while the answer of the file is about to be kept. */
  @Test
  void answerThatIsProvenMeanwhileIsNotReplacedByThatOfTheFile() throws IOException {
    AtomicReference<Runnable> atTheNextLook = new AtomicReference<>(() -> {});
    TrustedResolver warm =
        resolver(time, upstream)
            .refreshAhead(false)
            .clock(
                () -> {
                  atTheNextLook.getAndSet(() -> {}).run();
                  return time.instant();
                })
            .build();
    time.pass(Duration.ofMinutes(50));
    Runnable lookUpAll =
        () -> {
          warm.lookup(a("www.example.test"));
          warm.lookup(question("www.example.test", Type.AAAA));
          warm.lookup(a("nothing.example.test"));
        };
    atTheNextLook.set(() -> atTheNextLook.set(lookUpAll)); // the first is for the load itself

    assertThat(warm.load(file)).isZero();

    assertThat(warm.lookup(a("www.example.test")).answer().ttlSeconds()).isEqualTo(3_600);
  }
}
