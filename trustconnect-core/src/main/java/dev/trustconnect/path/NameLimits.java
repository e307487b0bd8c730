package dev.trustconnect.path;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/** The names that one authority may issue for (RFC 5280 §4.2.1.10). Not thread-safe. */
final class NameLimits {
  private static final int IN_ONE_VALIDATOR = 16;

  private final PKIXNameConstraintValidator permitted = new PKIXNameConstraintValidator();

  /**
   * Several validators with a few excluded subtrees each: a validator compares each new subtree
   * with all it has, which for the 512 of a large root would take longer than the checks
   * themselves.
   */
  private final List<PKIXNameConstraintValidator> excluded = new ArrayList<>();

  NameLimits(NameConstraints constraints) {
    if (constraints.getPermittedSubtrees() != null) {
      permitted.intersectPermittedSubtree(constraints.getPermittedSubtrees());
    }
    GeneralSubtree[] subtrees = constraints.getExcludedSubtrees();
    for (int i = 0; subtrees != null && i < subtrees.length; i++) {
      if (i % IN_ONE_VALIDATOR == 0) {
        excluded.add(new PKIXNameConstraintValidator());
      }
      excluded.get(i / IN_ONE_VALIDATOR).addExcludedSubtree(subtrees[i]);
    }
  }

  /** Throws if {@code name} is outside what is permitted, or within what is excluded. */
  void check(GeneralName name) throws NameConstraintValidatorException {
    permitted.checkPermitted(name);
    for (PKIXNameConstraintValidator each : excluded) {
      each.checkExcluded(name);
    }
  }
}
