package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;

/**
 * Changes the {@link TrustConnect} that Spring Boot configures before it is built: an audit sink, a
 * longer timeout. Every bean of this type is called, in Spring's order, after the policy file has
 * been applied.
 */
@FunctionalInterface
public interface TrustConnectCustomizer {
  /** Sets what the policy file doesn't contain. Policies belong into the file. */
  void customize(TrustConnect.Builder builder);
}
