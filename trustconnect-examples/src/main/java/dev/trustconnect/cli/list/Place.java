package dev.trustconnect.cli.list;

/**
 * Where an endpoint stands in a file. Lines and columns count from 1; the end is exclusive.
 *
 * @param file as given on the command line
 */
public record Place(String file, int line, int column, int endColumn) {}
