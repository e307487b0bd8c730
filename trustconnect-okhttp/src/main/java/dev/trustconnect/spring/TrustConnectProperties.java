package dev.trustconnect.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The properties {@code trustconnect.*}. A misspelt one would leave the application unguarded, so
 * an unknown one is an error.
 *
 * @param policyFile {@code classpath:} or {@code file:} and a path
 * @param reload whether a changed file takes effect while the application runs
 * @param refuseUnguardedClients whether a Spring client that can't be guarded ends the start
 */
@ConfigurationProperties(prefix = "trustconnect", ignoreUnknownFields = false)
record TrustConnectProperties(
    @Nullable String policyFile, boolean reload, boolean refuseUnguardedClients) {
  TrustConnectProperties {
    if (policyFile != null
        && !policyFile.startsWith("classpath:")
        && !policyFile.startsWith("file:")) {
      throw new StartRefusedException(
          "trustconnect.policy-file is neither a classpath: nor a file: location",
          "write it as classpath:policies.yaml or file:/etc/app/policies.yaml");
    }
    if (reload && (policyFile == null || !policyFile.startsWith("file:"))) {
      throw new StartRefusedException(
          "trustconnect.reload needs a policy file that can change",
          "set trustconnect.policy-file to a file: location, or remove trustconnect.reload");
    }
  }
}
