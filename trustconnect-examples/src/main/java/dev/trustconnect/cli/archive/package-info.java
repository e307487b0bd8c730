/**
 * What the build runs once, so that the JVM can archive the classes that a command needs and the
 * launcher can start from the archive.
 *
 * <p>Not done here: starting from it, which is the shell script's part in {@code
 * src/main/launcher}.
 */
@NullMarked
package dev.trustconnect.cli.archive;

import org.jspecify.annotations.NullMarked;
