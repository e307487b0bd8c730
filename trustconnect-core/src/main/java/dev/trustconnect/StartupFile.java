package dev.trustconnect;

import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.StartupSetting;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy file that a {@link TrustConnect} was built from. Some of its fields can't be replaced.
 *
 * @param file null if it was built without one
 */
record StartupFile(@Nullable PolicyFile file) {
  private static final Logger LOG = LoggerFactory.getLogger(TrustConnect.class);

  boolean isSet() {
    return file != null;
  }

  PolicyFile require() {
    if (file == null) {
      throw new IllegalStateException(
          "not built from a policy file: use replacePolicies(file.policies())");
    }
    return file;
  }

  /** The fields that the new file changes, but that need a restart. They are logged. */
  static Set<StartupSetting> warnOfChanges(PolicyFile running, PolicyFile changed) {
    Set<StartupSetting> waiting = changed.changedAtStartup(running);
    if (!waiting.isEmpty()) {
      LOG.warn(
          "policies are replaced, but changed fields of the policy file need a restart: {}",
          waiting.stream().map(StartupSetting::field).collect(Collectors.joining(", ")));
    }
    return waiting;
  }
}
