package dev.trustconnect.demo;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.remark.Assessment;
import dev.trustconnect.remark.Rules;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.time.LocalDate;
import java.util.List;
import org.xbill.DNS.Type;

/** A picture of an audit: five endpoints, each with one fault. Loopback only. */
public final class AuditScene {
  /** For the command line. */
  public static final String NAME = "audit";

  /** Its title. */
  public static final String TITLE = "five endpoints are audited, each with one fault";

  private static final String EXPIRED = "api.example.test";
  private static final String DANGLING = "files.example.test";
  private static final String REBINDING = "hooks.example.test";
  private static final String BROKEN = "login.broken.test";
  private static final String UNSIGNED = "chat.plain.test";

  private AuditScene() {}

  /** Sets the stage, audits it, and takes it down. Blocks until it is over. */
  public static List<Assessment> play() {
    try (TestInternet internet = new TestInternet(world())) {
      internet.harm(Harm.expire(BROKEN, Type.A));
      TestCa.Identity healthy = internet.ca().server(UNSIGNED);
      try (TlsPeer first = TlsPeer.start(internet.ca().expiredServer(EXPIRED));
          TlsPeer second = TlsPeer.builder(healthy).address("127.0.1.20").start();
          TrustConnect trust =
              internet
                  .trust()
                  .policies(
                      with(internet.ca(), EXPIRED).build(),
                      with(internet.ca(), UNSIGNED)
                          .pins(SpkiPin.of(healthy.certificate()), TestInternet.SPARE_PIN)
                          .pinsExpire(LocalDate.parse("2027-06-30"))
                          .build())
                  .build()) {
        return List.of(
            assess(trust, EXPIRED, first.port()),
            assess(trust, DANGLING, first.port()),
            assess(trust, REBINDING, first.port()),
            assess(trust, BROKEN, first.port()),
            assess(trust, UNSIGNED, second.port()));
      }
    }
  }

  private static EndpointPolicy.Builder with(TestCa ca, String host) {
    return TestInternet.policy(host).roots(TrustRoots.of(ca.certificate()));
  }

  private static Assessment assess(TrustConnect trust, String host, int port) {
    Endpoint endpoint = new Endpoint(HostName.parse(host), port);
    SurveyPlan plan = SurveyPlan.standard().withRegistrable(AuditScene::registrable);
    EndpointPolicy written =
        trust.policies().isWrittenFor(endpoint.host())
            ? trust.policies().policyFor(endpoint.host()).orElseThrow()
            : null;
    return Rules.standard().assess(trust.surveyor().survey(endpoint, plan), written);
  }

  /** The last two labels; Azure's names are rented by the label, but under one domain. */
  private static String registrable(String name) {
    List<String> labels = List.of(name.split("\\."));
    return String.join(".", labels.subList(Math.max(0, labels.size() - 2), labels.size()));
  }

  private static SignedWorld world() {
    String[] operated = {
      "@ NS ns.one.test.",
      "@ NS ns.two.test.",
      "@ CAA 0 issue \"ca.test; accounturi=https://ca.test/account/1\""
    };
    return SignedWorld.builder()
        .zone(
            "example.test",
            zone ->
                zone.records(operated)
                    .records(
                        "api A 127.0.1.10",
                        "files CNAME old-files.azurewebsites.net.",
                        "hooks A 169.254.169.254"))
        .zone("broken.test", zone -> zone.records(operated).record("login A 127.0.1.10"))
        .zone("plain.test", zone -> zone.unsigned().records(operated).record("chat A 127.0.1.20"))
        .zone("azurewebsites.net", zone -> zone.record("www A 192.0.2.80"))
        .zone("one.test", zone -> zone.record("ns A 192.0.2.53"))
        .zone("two.test", zone -> zone.record("ns A 192.0.2.54"))
        .build();
  }
}
