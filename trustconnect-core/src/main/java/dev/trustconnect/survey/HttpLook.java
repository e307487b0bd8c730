package dev.trustconnect.survey;

import java.net.InetAddress;
import java.util.List;

/** Makes the HTTP requests of a survey: core has no HTTP client that callers would agree on. */
@FunctionalInterface
public interface HttpLook {
  /**
   * Requests the endpoint, through the gates and without any secret.
   *
   * @param addresses the proven addresses; only these may be connected to in the clear
   * @return what was answered; a failure is a fact too
   */
  HttpFacts look(Endpoint endpoint, List<InetAddress> addresses);
}
