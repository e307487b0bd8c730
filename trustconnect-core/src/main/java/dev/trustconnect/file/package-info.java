/**
 * Whether files have changed since they were read.
 *
 * <p>Not done here: reading their content, and threads; and no notifications of the operating
 * system, which network and container file systems don't send reliably.
 */
@NullMarked
package dev.trustconnect.file;

import org.jspecify.annotations.NullMarked;
