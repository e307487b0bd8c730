package dev.trustconnect.dnssec;

/**
 * How much work one validation may do. Beyond that nothing is computed, and the reason is {@code
 * WORK_BUDGET_SPENT}.
 *
 * <p>The defaults stop KeyTrap (CVE-2023-50387) and similar attacks, and leave room for a zone with
 * 13 key tags and for names under {@code ip6.arpa}.
 *
 * @param signatureChecks signatures verified at most
 * @param signatureFailures signature checks that may fail
 * @param keysPerTag keys tried for one key tag (RFC 4034 appendix B: tags collide)
 * @param nsec3Hashes names hashed for NSEC3 proofs (RFC 5155 §5)
 * @param aliasHops CNAMEs and DNAMEs followed
 * @param chainQuestions DS, DNSKEY and follow-up questions that may be needed
 */
record WorkLimits(
    int signatureChecks,
    int signatureFailures,
    int keysPerTag,
    int nsec3Hashes,
    int aliasHops,
    int chainQuestions) {

  /** Enough for any legitimate name, with room to spare. */
  static final WorkLimits DEFAULT = new WorkLimits(64, 16, 2, 48, 11, 48);

  WorkLimits {
    if (signatureChecks < 1
        || signatureFailures < 0
        || keysPerTag < 1
        || nsec3Hashes < 0
        || aliasHops < 0
        || chainQuestions < 1) {
      throw new IllegalArgumentException(
          "a work limit is too small: "
              + signatureChecks
              + " checks, "
              + signatureFailures
              + " failures, "
              + keysPerTag
              + " keys a tag, "
              + nsec3Hashes
              + " hashes, "
              + aliasHops
              + " hops, "
              + chainQuestions
              + " questions");
    }
  }
}
