/**
 * The gates, which enforce decisions about names, handshakes, connections and requests.
 *
 * <p>Not done here: deciding. A gate collects findings, has the judge decide, and allows or
 * refuses.
 */
@NullMarked
package dev.trustconnect.gate;

import org.jspecify.annotations.NullMarked;
