package dev.trustconnect.remark;

/**
 * A remark that the owner would have to mend, and that a control of the caller's policy carries.
 *
 * @param control what makes up for it, such as {@code pins}
 */
public record Compensated(Remark remark, String control) {}
