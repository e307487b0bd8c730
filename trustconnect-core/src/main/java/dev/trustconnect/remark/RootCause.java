package dev.trustconnect.remark;

import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.text.SafeText;
import java.util.List;

/**
 * One fault that several endpoints have in common. Its texts are safe to print on one line.
 *
 * @param kind what the endpoints share
 * @param subject the broken link, such as {@code de. DNSKEY}, or the name of the unknown issuer
 * @param remark the id of the remarks it explains
 * @param views how many upstreams see it, this one included; 0 if it isn't about names
 * @param asked how many upstreams were asked; 0 if it isn't about names
 * @param isAbove whether it lies above the registered domains of all endpoints, so that no owner of
 *     an endpoint can fix it
 * @param endpoints those concerned, at least two, in the order of the assessments
 */
public record RootCause(
    Kind kind,
    String subject,
    String remark,
    int views,
    int asked,
    boolean isAbove,
    List<Endpoint> endpoints) {
  private static final int MAX_TEXT = 200;

  /** The kinds of causes that endpoints share. */
  public enum Kind {
    /** A link in the chain of signatures that is broken. */
    BROKEN_LINK,
    /** An issuer at the end of the served chains that isn't trusted. */
    UNKNOWN_ISSUER
  }

  public RootCause {
    subject = SafeText.line(subject, MAX_TEXT);
    endpoints = List.copyOf(endpoints);
  }

  /** Whether it explains a remark: those need not be listed once for each endpoint. */
  public boolean explains(Remark one) {
    return one.id().equals(remark) && endpoints.contains(one.endpoint());
  }

  /** One sentence, without the dot at its end. */
  @Override
  public String toString() {
    return kind == Kind.BROKEN_LINK
        ? subject
            + " is broken ["
            + remark
            + "], seen by "
            + views
            + " of "
            + asked
            + (asked == 1 ? " upstream; " : " upstreams; ")
            + endpoints.size()
            + " endpoints below it"
            + (isAbove ? "; nothing of yours" : "")
        : endpoints.size()
            + " chains end in an issuer that isn't trusted ["
            + remark
            + "]: "
            + subject
            + "; a private authority, or a network that inspects TLS";
  }
}
