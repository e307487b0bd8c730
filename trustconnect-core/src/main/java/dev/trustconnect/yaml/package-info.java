/**
 * Reads a YAML document as text, lists and named fields, each with its line and column.
 *
 * <p>Not done here: what the fields mean. Tags, anchors and aliases are errors.
 */
@NullMarked
package dev.trustconnect.yaml;

import org.jspecify.annotations.NullMarked;
