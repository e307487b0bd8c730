package dev.trustconnect.identity;

/**
 * Supplies a client identity whose certificate is renewed from time to time. It is asked before
 * each connection, by several threads at once.
 */
@FunctionalInterface
public interface IdentitySource {
  /**
   * The identity to use now. Must return the same object until there is a new one, must not block,
   * and must not return null.
   */
  ClientIdentity current();
}
