package dev.trustconnect.micrometer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The values of one tag, up to a limit: each makes another time series. Thread-safe. */
final class BoundedValues {
  static final String OTHER = "_OTHER";

  private static final Logger LOG = LoggerFactory.getLogger(BoundedValues.class);

  private final String tag;
  private final int most;
  private final Set<String> values = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean told = new AtomicBoolean();

  BoundedValues(String tag, int most) {
    this.tag = tag;
    this.most = most;
  }

  /** {@code value}, or {@value #OTHER} if there are too many others already. */
  String admit(String value) {
    if (values.contains(value)) {
      return value;
    }
    synchronized (values) {
      if (values.size() < most) {
        values.add(value);
        return value;
      }
    }
    if (told.compareAndSet(false, true)) {
      LOG.warn("the tag {} has {} values; all others become {}", tag, most, OTHER);
    }
    return OTHER;
  }
}
