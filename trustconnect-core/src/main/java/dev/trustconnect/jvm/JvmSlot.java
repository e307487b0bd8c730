package dev.trustconnect.jvm;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Who answers the JVM's lookups: nobody, and then the JDK's built-in resolver does, or one source.
 *
 * <p>These are the library's only statics that change. The JDK creates the provider itself, once
 * and for the whole process, so there is no constructor through which it could get a source.
 */
public final class JvmSlot {
  private static final AtomicReference<@Nullable JvmNameSource> SOURCE = new AtomicReference<>();
  private static volatile boolean loaded;

  private JvmSlot() {}

  /** The source that answers now; null if there is none. */
  public static @Nullable JvmNameSource source() {
    return SOURCE.get();
  }

  /** Puts a source into the empty slot. Returns false if another one is in it. */
  public static boolean put(JvmNameSource source) {
    return SOURCE.compareAndSet(null, source);
  }

  /** Empties the slot if {@code source} is in it. */
  public static void remove(JvmNameSource source) {
    SOURCE.compareAndSet(source, null);
  }

  /** Whether the JDK has taken its resolver from our provider. It does so once, and for good. */
  public static boolean isLoaded() {
    return loaded;
  }

  /** The JDK takes its resolver from our provider. */
  static void load() {
    loaded = true;
  }
}
