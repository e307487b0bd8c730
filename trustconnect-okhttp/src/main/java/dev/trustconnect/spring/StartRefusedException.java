package dev.trustconnect.spring;

/** The application isn't started, because it would run without the checks that it asks for. */
final class StartRefusedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  StartRefusedException(String what, String remedy) {
    super(what + "; " + remedy);
    this.remedy = remedy;
  }

  StartRefusedException(String what, String remedy, Exception cause) {
    super(what + "; " + remedy, cause);
    this.remedy = remedy;
  }

  static StartRefusedException sslBundle() {
    return new StartRefusedException(
        "an SSL bundle is set for an HTTP client that TrustConnect guards; it would replace the"
            + " checks of the certificate",
        "remove the bundle from spring.http…, and set its certificates as roots, and its key store"
            + " under identities, in the policy file");
  }

  String remedy() {
    return remedy;
  }
}
