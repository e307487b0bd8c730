package dev.trustconnect.okhttp.langchain4j;

import dev.langchain4j.http.client.HttpClient;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.ClientFinding;
import dev.trustconnect.okhttp.ClientFinding.Code;
import dev.trustconnect.okhttp.ClientFinding.Severity;
import dev.trustconnect.okhttp.ClientReport;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.util.List;

/** Reports the checks that langchain4j's HTTP clients lack. */
final class Inspection {
  private static final String REMEDY =
      "httpClientBuilder(TrustedLangchain4j.httpClientBuilder(trust)) in the model's builder";

  private Inspection() {}

  static ClientReport of(TrustConnect trust, HttpClient client) {
    if (client instanceof TrustedHttpClient ours) {
      return TrustConnectOkHttp.inspect(trust, ours.client());
    }
    String type = client.getClass().getName();
    return new ClientReport(
        List.of(
            new ClientFinding(
                Code.NO_EXCHANGE_GATE,
                Severity.MISSING,
                type + ", which doesn't show whether it checks requests",
                "every request checked before it is sent",
                REMEDY),
            new ClientFinding(
                Code.FOREIGN_DNS,
                Severity.MISSING,
                type + ", which resolves names itself",
                "names resolved by this TrustConnect",
                REMEDY)));
  }
}
