package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.Resolution;
import java.util.List;

/** Checks the name's answer again: the policy may have been replaced since it was resolved. */
record NameInspector(NameGate names, Resolution name, EndpointPolicy policy)
    implements Inspector<FoundPath> {
  @Override
  public void inspect(FoundPath unused, List<Finding> findings) {
    findings.addAll(names.findings(name, policy));
  }
}
