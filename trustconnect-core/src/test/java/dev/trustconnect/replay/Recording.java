package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Answers captured on the real internet, and what another validator made of them.
 *
 * @param at the moment to validate at
 * @param question the question of the scenario
 * @param peerVerdict the other validator's opinion, not the truth
 * @param peerRcode likewise; SERVFAIL where it refused
 * @param peerWhy in the peer's words
 */
record Recording(
    Instant at,
    Question question,
    ReplayVerdict.State peerVerdict,
    int peerRcode,
    String peerWhy,
    Map<Question, byte[]> messages)
    implements Upstream {

  /** What isn't there was never asked for: a failed fetch. */
  @Override
  public Optional<Message> ask(Question asked) {
    byte[] wire = messages.get(asked);
    if (wire == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Message(wire));
    } catch (IOException e) {
      throw new IllegalStateException("the answer to " + asked + " is no DNS message", e);
    }
  }

  /** Reads {@code file}; every fault is reported with its line. */
  static Recording read(Path file) throws IOException {
    Draft draft = new Draft();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      try {
        draft.take(lines.get(i).strip());
      } catch (IOException | RuntimeException e) { // a broken file breaks in many ways
        throw new VectorFormatException(file, i + 1, e.toString(), e);
      }
    }
    return draft.finish(file, lines.size());
  }

  private static final class Draft {
    private Instant at;
    private Question question;
    private ReplayVerdict.State verdict;
    private int rcode;
    private String why = "";
    private final Map<Question, byte[]> messages = new HashMap<>();

    void take(String line) throws IOException {
      if (line.isEmpty() || line.startsWith("#")) {
        return;
      }
      String[] words = line.split("\\s+", 4);
      switch (words[0]) {
        case "at" -> at = Instant.parse(word(words, 1));
        case "ask" -> question = question(words);
        case "peer" -> {
          verdict = ReplayVerdict.State.valueOf(word(words, 1));
          rcode = Rcode.value(word(words, 2));
          why = words.length > 3 ? words[3].replaceFirst("^;\\s*", "") : "";
        }
        case "msg" -> {
          byte[] wire = Base64.getDecoder().decode(word(words, 3));
          new Message(wire); // a broken one is this line's fault, not some later question's
          messages.put(question(words), wire);
        }
        default -> throw new IllegalArgumentException("unknown line: " + words[0]);
      }
    }

    private static Question question(String[] words) throws TextParseException {
      return Dnsjava.question(Name.fromString(word(words, 1), Name.root), type(word(words, 2)));
    }

    private static int type(String mnemonic) {
      int type = Type.value(mnemonic, true);
      if (type < 0) {
        throw new IllegalArgumentException("unknown type: " + mnemonic);
      }
      return type;
    }

    private static String word(String[] words, int index) {
      if (words.length <= index) {
        throw new IllegalArgumentException("too short");
      }
      return words[index];
    }

    Recording finish(Path file, int lines) throws VectorFormatException {
      if (at == null || question == null || verdict == null) {
        throw new VectorFormatException(file, lines, "needs the lines at, ask and peer", null);
      }
      return new Recording(at, question, verdict, rcode, why, Map.copyOf(messages));
    }
  }
}
