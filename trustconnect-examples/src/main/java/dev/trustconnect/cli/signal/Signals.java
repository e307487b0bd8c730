package dev.trustconnect.cli.signal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Handles signals of the operating system. Uses reflection, since javac warns about every use of
 * {@code sun.misc.Signal}, although the JDK has no alternative. Not thread-safe.
 */
public final class Signals implements AutoCloseable {
  private final Deque<Runnable> restoring = new ArrayDeque<>();

  /**
   * Runs {@code action} on its own thread for a signal, instead of the JVM's action.
   *
   * @param signal the name without SIG
   * @return false if this JVM or operating system doesn't allow it, as with {@code -Xrs}
   */
  public boolean on(String signal, Runnable action) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object number = type.getConstructor(String.class).newInstance(signal);
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    default -> "a handler of " + signal;
                  });
      Object before = type.getMethod("handle", type, handlerType).invoke(null, number, handler);
      restoring.push(() -> restore(type, handlerType, number, before));
      return true;
    } catch (InvocationTargetException unknownOrReserved) {
      return false;
    } catch (ReflectiveOperationException noSignalsHere) {
      return false;
    }
  }

  private static void restore(Class<?> type, Class<?> handlerType, Object number, Object handler) {
    try {
      Object unused = type.getMethod("handle", type, handlerType).invoke(null, number, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a signal handler that can't be put back", e);
    }
  }

  /** Restores the earlier handlers. */
  @Override
  public void close() {
    while (!restoring.isEmpty()) {
      restoring.pop().run();
    }
  }
}
