package dev.trustconnect.cli.audit;

import dev.trustconnect.survey.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint to audit.
 *
 * @param place the file and line that name it; null if none does
 */
record Target(Endpoint endpoint, @Nullable Place place) {}
