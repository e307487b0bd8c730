package dev.trustconnect.jvm;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The source that answers the JVM's lookups; while the slot is empty, the JDK's built-in resolver
 * answers them.
 *
 * <p>These are the library's only statics that change. The JDK creates the provider itself, once
 * and for the whole process, so there is no constructor through which it could get a source.
 */
public final class JvmSlot {
  private static final AtomicReference<@Nullable JvmNameSource> SOURCE = new AtomicReference<>();
  private static volatile @Nullable BuiltIn builtIn; // once our provider is loaded

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
    return builtIn != null;
  }

  /** The JDK takes its resolver from our provider, which got this one from the JDK. */
  static void load(BuiltIn resolver) {
    builtIn = resolver;
  }

  /**
   * The addresses of {@code host} by the JDK's built-in resolver, even if a source is in the slot.
   * With our provider loaded they don't enter the JVM's cache, where others would take them for
   * proven. Blocks.
   */
  public static List<InetAddress> builtInAddresses(String host) throws UnknownHostException {
    BuiltIn resolver = builtIn;
    return resolver == null ? List.of(InetAddress.getAllByName(host)) : resolver.addresses(host);
  }

  /** The JDK's built-in resolver, as a type that Java 17 has. */
  interface BuiltIn {
    List<InetAddress> addresses(String host) throws UnknownHostException;
  }
}
