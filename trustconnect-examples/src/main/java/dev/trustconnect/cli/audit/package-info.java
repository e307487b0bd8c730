/**
 * {@code trustconnect audit}: what is remarkable about endpoints, for people and for machines.
 *
 * <p>Not done here: collecting facts ({@code survey}) and judging them ({@code remark}).
 */
@NullMarked
package dev.trustconnect.cli.audit;

import org.jspecify.annotations.NullMarked;
