package dev.trustconnect.gate;

import dev.trustconnect.policy.PolicyBook;
import org.jspecify.annotations.Nullable;

/**
 * How a connection was judged last.
 *
 * @param book the policies it was judged under; null if the evidence is that of an earlier
 *     connection, whose session this one shares
 */
record Standing(Evidence evidence, @Nullable PolicyBook book) {}
