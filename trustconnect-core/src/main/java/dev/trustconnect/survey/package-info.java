/**
 * Facts about an endpoint, as seen from here and now: its names, its zone, what it serves in a
 * handshake. Nothing is judged here but what the gates would decide.
 *
 * <p>{@link dev.trustconnect.survey.Surveyor} collects them into a {@link
 * dev.trustconnect.survey.Survey}.
 */
@NullMarked
package dev.trustconnect.survey;

import org.jspecify.annotations.NullMarked;
