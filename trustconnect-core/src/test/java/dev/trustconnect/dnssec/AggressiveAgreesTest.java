package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.ValidationMemory.Bounds;
import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.UsualWorld;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Answers from remembered denials are the same as answers from an upstream: for names that exist
 * and that don't, in every kind of zone, in any order of questions.
 */
class AggressiveAgreesTest {
  private static final long SIGNATURE_BYTES = 20_000_000;
  private static final SignedWorld WORLD = UsualWorld.build();
  private static final int[] TYPES = {
    Type.A, Type.AAAA, Type.TXT, Type.MX, Type.CNAME, Type.DS, Type.NS, Type.SOA, Type.TLSA
  };
  private static final String[] NAMES = {
    "@",
    "www",
    "mail",
    "ns",
    "deep.ent",
    "ent",
    "x.ent",
    "wild",
    "*.wild",
    "a.wild",
    "b.wild",
    "exact.wild",
    "x.exact.wild",
    "x.a.wild",
    "alias",
    "twice",
    "lost",
    "empty",
    "wildalias",
    "a.wildalias",
    "b.wildalias",
    "tree",
    "www.tree",
    "x.tree",
    "away",
    "x.away",
    "sub",
    "www.sub",
    "x.sub",
    "y.sub",
    "x.y.sub",
    "unsigned",
    "www.unsigned",
    "x.unsigned",
    "_tcp.www",
    "_443._tcp.www",
    "x.www",
    "a.b.c.d",
    "a",
    "b",
    "m",
    "n",
    "o",
    "s",
    "sua",
    "t",
    "v",
    "w",
    "wwx",
    "z",
    "zz",
    "subx",
    "aub",
    "unsignec",
    "unsignee",
    "0"
  };

  @Test
  void cachedDenialsAgreeWithTheUpstream() throws TextParseException {
    List<Question> questions = questions();
    Map<Question, String> truth = new HashMap<>();
    Ask asking =
        Ask.of(WORLD).memory(new ValidationMemory(new Bounds(1 << 24, 0, SIGNATURE_BYTES)));
    questions.forEach(question -> truth.put(question, said(asking.resolve(question))));
    int synthesised = 0;
    for (int seed = 1; seed <= 4; seed++) {
      Collections.shuffle(questions, new Random(seed));
      Ask aggressive =
          Ask.of(WORLD)
              .memory(new ValidationMemory(new Bounds(1 << 24, 16 << 20, SIGNATURE_BYTES)));
      for (Question question : questions) {
        Ask.Outcome outcome = aggressive.resolve(question);
        synthesised += outcome.questions().isEmpty() ? 1 : 0;
        assertThat(said(outcome)).as("%s, seed %s", question, seed).isEqualTo(truth.get(question));
      }
    }
    System.out.println(
        "aggressive: " + 4 * questions.size() + " questions, " + synthesised + " not asked");
    assertThat(synthesised).isGreaterThan(questions.size()); // a quarter of them
  }

  private static List<Question> questions() throws TextParseException {
    List<Question> questions = new ArrayList<>();
    for (String zone : UsualWorld.RICH) {
      for (String name : NAMES) {
        for (int type : TYPES) {
          String full = name.equals("@") ? zone : name + "." + zone;
          questions.add(new Question(Name.fromString(full, Name.root), type));
        }
      }
    }
    return questions;
  }

  /** Everything but times: verdict, reason, response code, kinds and data. */
  private static String said(Ask.Outcome outcome) {
    return outcome.said()
        + " "
        + outcome.answer().rcode()
        + " "
        + outcome.answer().hops().stream()
            .map(hop -> hop.kind() + " " + hop.name() + " " + hop.zone() + " " + data(hop))
            .collect(Collectors.joining("; "));
  }

  private static TreeSet<String> data(Hop hop) {
    TreeSet<String> data = new TreeSet<>();
    for (DnsRecord record : hop.records()) {
      data.add(record.owner() + " " + record.typeName() + " " + record.rdata());
    }
    return data;
  }
}
