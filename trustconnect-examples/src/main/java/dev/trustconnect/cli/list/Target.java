package dev.trustconnect.cli.list;

import dev.trustconnect.survey.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of a list or a command line.
 *
 * @param place the file and line that name it; null if none does
 */
public record Target(Endpoint endpoint, @Nullable Place place) {}
