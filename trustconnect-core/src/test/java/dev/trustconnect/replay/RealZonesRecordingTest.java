package dev.trustconnect.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.utils.base16;

/**
 * Answers captured on the real internet get the verdict that another validator gave them at the
 * time, or the difference is explained here.
 */
final class RealZonesRecordingTest {
  /** Root anchors of the years 2014 to 2024: the keys 19036, 20326 and 38696. */
  static final List<Record> ANCHORS =
      List.of(
          anchor(19036, "49AAC11D7B6F6446702E54A1607371607A1A41855200FD2CE1CDDE32F24E8FB5"),
          anchor(20326, "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"),
          anchor(38696, "683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16"));

  /**
   * Where we differ from the peer: file, what we say, and why the RFC is on our side. An entry that
   * stopped differing fails its test.
   */
  private static final Map<String, Difference> DIFFERENCES =
      Map.of(
          "NSEC3NoData.testNodataNsec3_4.rec",
          new Difference(
              ReplayVerdict.State.INDETERMINATE,
              Rcode.SERVFAIL,
              "the recording holds a signed DS of unsigned.nsec3.ingotronic.ch. beside an older"
                  + " NSEC3 that denies it, and no DNSKEY; a DS that is there makes the delegation"
                  + " secure (RFC 4035 §5.2), so below it only keys that can't be had decide"));

  private static final Tally TALLY = new Tally("recordings");

  /** Our verdict and response code where the peer has another, and the reason with its RFC. */
  private record Difference(ReplayVerdict.State verdict, int rcode, String why) {}

  @TestFactory
  Stream<DynamicTest> realZoneHasTheVerdictOfItsDay() {
    List<Path> files = VectorFiles.in("recordings", ".rec");
    if (files.isEmpty()) {
      System.out.println("recordings: skipped, none in " + VectorFiles.directory());
      Assumptions.abort("no recordings in " + VectorFiles.directory());
    }
    return files.stream()
        .map(file -> dynamicTest(file.getFileName().toString(), file.toUri(), () -> replay(file)));
  }

  @AfterAll
  static void printWhatWasReplayed() {
    if (!TALLY.isEmpty()) {
      System.out.println(TALLY);
    }
  }

  private static void replay(Path file) throws IOException {
    Recording recording = Recording.read(file);
    TALLY.replayed();
    ReplayValidator.Setup setup = new ReplayValidator.Setup(ANCHORS, recording.at(), -1, false);
    ReplayVerdict ours =
        EngineValidator.askingWhatItMust().validate(recording.question(), recording, setup);
    for (EngineValidator engine : EngineValidator.everyWay()) {
      ReplayVerdict again = engine.validate(recording.question(), recording, setup);
      assertEquals(seen(ours), seen(again), "however it is driven, it ends alike");
    }

    String peer = seen(recording.peerVerdict(), recording.peerRcode());
    Difference difference = DIFFERENCES.get(file.getFileName().toString());
    if (difference == null) {
      assertEquals(peer, seen(ours), () -> "ours: " + ours + "; peer: " + recording.peerWhy());
    } else {
      String expected = seen(difference.verdict(), difference.rcode());
      assertNotEquals(peer, expected, "a stale entry: we no longer differ");
      assertEquals(expected, seen(ours), ours::toString);
      TALLY.note(
          "differs "
              + file.getFileName()
              + ": "
              + expected
              + ", peer "
              + peer
              + "; "
              + difference.why());
    }
    TALLY.passed();
  }

  private static String seen(ReplayVerdict verdict) {
    return seen(verdict.state(), verdict.clientRcode());
  }

  private static String seen(ReplayVerdict.State verdict, int rcode) {
    return verdict + " " + Rcode.string(rcode);
  }

  private static DSRecord anchor(int keyTag, String sha256) {
    return new DSRecord(Name.root, DClass.IN, 0, keyTag, 8, 2, base16.fromString(sha256));
  }
}
