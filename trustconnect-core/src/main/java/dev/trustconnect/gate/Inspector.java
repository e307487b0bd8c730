package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import java.util.List;

/**
 * Makes one check and adds its findings. Doesn't decide, and must add a finding for each check that
 * the policy requires: the judge refuses if one is missing.
 *
 * @param <T> what is checked
 */
@FunctionalInterface
interface Inspector<T> {
  void inspect(T subject, List<Finding> findings);
}
