package dev.trustconnect.fuzz;

import dev.trustconnect.dnssec.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Two bytes choose a question, the rest is the message that answers it; the chain is honest. */
final class MessageTarget implements FuzzTarget {
  private static final int HEAD = 2;

  private final Examined examined = new Examined();

  @Override
  public void run(byte[] input) {
    if (input.length < HEAD) {
      return;
    }
    Question question = examined.question((input[0] & 0xFF) << 8 | (input[1] & 0xFF));
    byte[] answer = Arrays.copyOfRange(input, HEAD, input.length);
    examined.examine(question, one -> one.equals(question) ? answer : examined.wire(one));
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < examined.questions(); i++) {
      byte[] wire = examined.wire(examined.question(i));
      byte[] seed = new byte[HEAD + wire.length];
      seed[0] = (byte) (i >> 8);
      seed[1] = (byte) i;
      System.arraycopy(wire, 0, seed, HEAD, wire.length);
      seeds.add(seed);
    }
    return seeds;
  }
}
