package dev.trustconnect.testing.house;

import dev.trustconnect.finding.Reason;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Which reasons a test provokes: a reason whose test is deleted is missed. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Provokes {
  /** The reasons, each asserted by the test. */
  Reason[] value();

  /** Finds the reasons of test classes. */
  final class Finder {
    private Finder() {}

    /** Every reason of these kinds. */
    public static Set<Reason> allOf(Reason.Kind... kinds) {
      Set<Reason> found = EnumSet.allOf(Reason.class);
      found.removeIf(reason -> !Arrays.asList(kinds).contains(reason.kind()));
      return found;
    }

    /** The reasons that the methods of {@code tests} provoke. */
    public static Set<Reason> in(Class<?>... tests) {
      Set<Reason> found = EnumSet.noneOf(Reason.class);
      for (Class<?> test : tests) {
        for (Method method : test.getDeclaredMethods()) {
          Provokes provokes = method.getAnnotation(Provokes.class);
          if (provokes != null) {
            found.addAll(Arrays.asList(provokes.value()));
          }
        }
      }
      return found;
    }
  }
}
