package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.path.VerifiedPath;
import java.util.List;

/** Makes one check of a verified path, or says why it can't. */
interface PathInspector extends Inspector<FoundPath> {
  Finding inspect(VerifiedPath path);

  /** The finding if {@code broken} prevented a verified path. */
  Finding withoutPath(Finding.Violated broken);

  @Override
  default void inspect(FoundPath found, List<Finding> findings) {
    findings.add(found.of(this));
  }
}
