package dev.trustconnect.resolve;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * A response that makes its reader throw, as one would that meets a bug of ours or of a library.
 */
final class ThrowingMessage extends Message {
  private final Supplier<RuntimeException> thrown;

  /**
   * A copy of {@code healthy}.
   *
   * @param thrown what reading its answer throws; it may throw an error itself
   */
  ThrowingMessage(Message healthy, Supplier<RuntimeException> thrown) throws IOException {
    super(healthy.toWire());
    this.thrown = thrown;
  }

  @Override
  public List<Record> getSection(int section) {
    if (section == Section.ANSWER) {
      throw thrown.get();
    }
    return super.getSection(section);
  }
}
