package dev.trustconnect.cli.issued;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a source returned.
 *
 * @param certificates in its order, each once
 * @param last the id to go on from; null if the source has none
 * @param missing why there may be more; null if it was read to its end
 */
record Gathered(List<Issued> certificates, @Nullable String last, @Nullable String missing) {
  Gathered {
    certificates = List.copyOf(certificates);
  }
}
