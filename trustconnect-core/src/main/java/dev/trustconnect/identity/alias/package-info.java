/**
 * Aliases for JSSE, each of which stands for one identity as long as JSSE uses it.
 *
 * <p>Not done here: choosing an identity.
 */
@NullMarked
package dev.trustconnect.identity.alias;

import org.jspecify.annotations.NullMarked;
