/**
 * Downloads one URL into one file: the file appears when it is whole and checked, or not at all.
 *
 * <p>Not done here: trust. The client that is passed in decides where requests may go; this package
 * decides what a response's bytes are (RFC 9110, RFC 9112) and how they reach the disk.
 */
@NullMarked
package dev.trustconnect.examples.fetch;

import org.jspecify.annotations.NullMarked;
