package dev.trustconnect.cli.proxy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the process does when the operating system signals it. By reflection, since javac warns of
 * {@code sun.misc.Signal} wherever it is named, although the JDK has nothing else for it. Not
 * thread-safe.
 */
final class Signals implements AutoCloseable {
  private final Deque<Runnable> restoring = new ArrayDeque<>();

  /**
   * From now on {@code action} runs, on its own thread, in place of what the JVM would do.
   *
   * @param signal without its SIG
   * @return false if this JVM or operating system doesn't let it, as with {@code -Xrs}
   */
  boolean on(String signal, Runnable action) {
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

  /** Puts back what was before. */
  @Override
  public void close() {
    while (!restoring.isEmpty()) {
      restoring.pop().run();
    }
  }
}
