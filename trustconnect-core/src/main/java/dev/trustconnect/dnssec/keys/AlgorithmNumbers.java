package dev.trustconnect.dnssec.keys;

/** The numbers of the DNSSEC algorithms whose keys can be read. */
public final class AlgorithmNumbers {
  /** RFC 2536: replay files only. */
  public static final int DSA = 3;

  /** RFC 3110. */
  public static final int RSASHA1 = 5;

  /** RFC 5155: replay files only. */
  public static final int DSA_NSEC3 = 6;

  /** RFC 5155. */
  public static final int RSASHA1_NSEC3 = 7;

  /** RFC 5702. */
  public static final int RSASHA256 = 8;

  /** RFC 5702. */
  public static final int RSASHA512 = 10;

  /** RFC 6605. */
  public static final int ECDSAP256 = 13;

  /** RFC 6605. */
  public static final int ECDSAP384 = 14;

  /** RFC 8080. */
  public static final int ED25519 = 15;

  /** RFC 8080. */
  public static final int ED448 = 16;

  /** draft-ietf-dnsop-pqc: ML-DSA-44 of FIPS 204. */
  public static final int MLDSA44 = 18;

  private AlgorithmNumbers() {}
}
