/**
 * Files that list endpoints, one a line, and the place of each.
 *
 * <p>Not done here: looking at an endpoint, and reading policy files.
 */
@NullMarked
package dev.trustconnect.cli.list;

import org.jspecify.annotations.NullMarked;
