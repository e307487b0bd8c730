package dev.trustconnect.refusal;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The refusal of a name.
 *
 * @param refusal what was refused and why
 * @param verdict the weaker verdict of its answers; null if it never came to one
 */
public record NameRefusal(Refusal refusal, @Nullable Verdict verdict) {}
