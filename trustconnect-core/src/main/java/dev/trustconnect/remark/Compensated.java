package dev.trustconnect.remark;

/**
 * A remark on a problem that only the owner can fix and that a control of the caller's policy makes
 * up for.
 *
 * @param control what makes up for it, such as {@code pins}
 */
public record Compensated(Remark remark, String control) {}
