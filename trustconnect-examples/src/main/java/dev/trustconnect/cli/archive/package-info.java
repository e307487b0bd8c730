/**
 * A program that the build runs once, so that the JVM archives the classes that a command needs and
 * the launcher starts from the archive.
 *
 * <p>Not done here: starting from the archive, which the shell script in {@code src/main/launcher}
 * does.
 */
@NullMarked
package dev.trustconnect.cli.archive;

import org.jspecify.annotations.NullMarked;
