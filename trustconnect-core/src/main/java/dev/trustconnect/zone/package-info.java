/**
 * A report for the owner of a signed zone: the state of its keys and its delegation, the next step
 * and its earliest safe time, and the DS records to publish. Pure functions over the facts of a
 * survey.
 *
 * <p>Not done here: asking, changing anything at a registrar, and comparing a zone's servers. Facts
 * come through a resolver, so they are up to one TTL old.
 */
@NullMarked
package dev.trustconnect.zone;

import org.jspecify.annotations.NullMarked;
