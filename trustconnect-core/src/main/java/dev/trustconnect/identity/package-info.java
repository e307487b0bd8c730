/**
 * Client identities: certificate chains with their private keys, and the files and suppliers they
 * come from.
 *
 * <p>Not done here: deciding which peer gets to see one; that is the identity gate's.
 */
@NullMarked
package dev.trustconnect.identity;

import org.jspecify.annotations.NullMarked;
