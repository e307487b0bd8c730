/**
 * The data of an exception that refuses a name. Not exported: only this library can refuse.
 *
 * <p>Not done here: deciding, and the exceptions themselves, which are in the packages whose
 * callers catch them.
 */
@NullMarked
package dev.trustconnect.refusal;

import org.jspecify.annotations.NullMarked;
