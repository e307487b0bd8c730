package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import java.util.List;

/**
 * Looks at one fact and adds what it finds. Doesn't decide, and never leaves out a fact that the
 * policy asks for: the judge refuses where a finding is missing.
 *
 * @param <T> what is looked at
 */
@FunctionalInterface
interface Inspector<T> {
  void inspect(T subject, List<Finding> findings);
}
