package dev.trustconnect.yaml;

/**
 * Something in a document that can't be used. Its texts may hold characters of the file: make them
 * safe before they are shown.
 *
 * @param line counted from 1
 * @param column counted from 1
 * @param field such as {@code endpoints[0].pins}; empty for the whole document
 * @param what the problem
 * @param remedy what to write instead
 */
public record YamlProblem(int line, int column, String field, String what, String remedy) {}
