package dev.trustconnect.fuzz;

import dev.trustconnect.dnssec.Question;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two bytes choose a question; each further four change a byte of a whole replayed chain: which of
 * its answers, which byte, and what is turned in it.
 */
final class ChainTarget implements FuzzTarget {
  private static final int MAX_CHANGES = 64;

  private final Examined examined = new Examined();
  private final Map<Question, List<Question>> chains = new HashMap<>();

  @Override
  public void run(byte[] input) {
    ByteBuffer in = ByteBuffer.wrap(input);
    if (in.remaining() < Short.BYTES) {
      return;
    }
    Question question = examined.question(in.getShort() & 0xFFFF);
    List<Question> chain = chains.computeIfAbsent(question, examined::asked);
    Map<Question, byte[]> changed = new HashMap<>();
    for (int i = 0; i < MAX_CHANGES && in.remaining() >= Integer.BYTES; i++) {
      Question one = chain.get((in.get() & 0xFF) % chain.size());
      byte[] wire = changed.computeIfAbsent(one, examined::wire);
      int place = (in.getShort() & 0xFFFF) % wire.length;
      wire[place] ^= in.get();
    }
    examined.examine(
        question, one -> changed.containsKey(one) ? changed.get(one) : examined.wire(one));
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < examined.questions(); i++) {
      for (int place = 0; place < 4; place++) {
        seeds.add(
            ByteBuffer.allocate(10)
                .putShort((short) i)
                .put((byte) place)
                .putShort((short) (40 + 37 * place))
                .put((byte) 1)
                .put((byte) (place + 1))
                .putShort((short) 3)
                .put((byte) 3)
                .array());
      }
    }
    return seeds;
  }
}
