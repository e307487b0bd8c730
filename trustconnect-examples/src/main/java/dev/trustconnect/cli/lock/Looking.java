package dev.trustconnect.cli.lock;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.RegisteredDomain;
import dev.trustconnect.cli.request.HttpRequests;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.upstream.DohUpstream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Surveys endpoints.
 *
 * @param policy null for the defaults
 * @param allAddresses whether each address is connected to
 * @param get whether an HTTP request is made
 * @param around may replace what surveys an endpoint
 */
record Looking(
    DnsOptions dns,
    @Nullable Path policy,
    AddressRules rules,
    boolean allAddresses,
    boolean get,
    UnaryOperator<Function<Endpoint, Survey>> around) {

  /** A first look at the endpoints. */
  Looked first(Collection<Endpoint> endpoints) {
    return surveys(endpoints, 0);
  }

  /** A second look with new caches, and over another upstream first if there are several. */
  Looked second(Collection<Endpoint> endpoints) {
    return surveys(endpoints, 1);
  }

  private Looked surveys(Collection<Endpoint> endpoints, int firstUpstream) {
    try (TrustConnect trust =
        dns.trust(policy, List.of(), rules, all -> from(all, firstUpstream))) {
      if (!get) {
        return looked(endpoints, trust, plan());
      }
      try (HttpRequests requests =
          new HttpRequests(trust, dns.timeout(), HttpRequests.NO_CLEARTEXT)) {
        return looked(endpoints, trust, plan().withHttp(requests));
      }
    }
  }

  private Looked looked(Collection<Endpoint> endpoints, TrustConnect trust, SurveyPlan plan) {
    return Looked.at(endpoints, around.apply(endpoint -> trust.surveyor().survey(endpoint, plan)));
  }

  private static List<DohUpstream> from(List<DohUpstream> all, int first) {
    List<DohUpstream> rotated = new ArrayList<>(all);
    Collections.rotate(rotated, -first);
    return rotated;
  }

  private SurveyPlan plan() {
    SurveyPlan plan =
        SurveyPlan.standard()
            .oneHandshake()
            .withTimeout(dns.timeout())
            .withRegistrable(RegisteredDomain::of);
    return allAddresses ? plan.withAllAddresses() : plan;
  }
}
