package dev.trustconnect.remark;

/**
 * A check that couldn't be made. That isn't "in order".
 *
 * @param id the code of the remark that there might have been
 * @param why it couldn't be made
 */
public record NotEvaluated(String id, String why) {}
