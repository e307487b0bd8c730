package dev.trustconnect.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Sets whose order depends on their values alone, so that equal locks have equal texts. */
final class InOrder {
  private InOrder() {}

  /** The values once each, ordered by their text. */
  static <T> Set<T> of(Collection<T> values) {
    return by(Comparator.comparing(Object::toString), values);
  }

  static <T> Set<T> by(Comparator<? super T> order, Collection<T> values) {
    List<T> sorted = new ArrayList<>(values);
    sorted.sort(order);
    return Collections.unmodifiableSet(new LinkedHashSet<>(sorted));
  }

  static <T> Set<T> union(Set<T> one, Set<T> other) {
    Set<T> all = new LinkedHashSet<>(one);
    all.addAll(other);
    return of(all);
  }
}
