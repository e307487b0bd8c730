package dev.trustconnect.cli.audit;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.list.Target;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.cli.option.RegisteredDomain;
import dev.trustconnect.cli.request.HttpRequests;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.remark.Assessment;
import dev.trustconnect.remark.Rules;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.survey.OtherUpstream;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Surveys endpoints and judges them, with a TrustConnect, a resolver for each further upstream, and
 * a client for HTTP requests if there are any. Thread-safe.
 */
final class AuditPlan implements AutoCloseable {
  private final TrustConnect trust;
  private final List<TrustedResolver> others = new ArrayList<>();
  private final @Nullable HttpRequests requests;
  private final SurveyPlan plan;

  /**
   * How far an audit goes.
   *
   * @param passive DNS alone
   * @param allAddresses a handshake at each address
   * @param get HTTP requests
   * @param system the operating system's resolver is asked too
   */
  record Reach(boolean passive, boolean allAddresses, boolean get, boolean system) {}

  AuditPlan(DnsOptions dns, @Nullable Path policy, AddressRules rules, Reach reach) {
    List<DohUpstream> upstreams = dns.servers(policy);
    this.trust = dns.trust(policy, List.of(), rules);
    SurveyPlan built =
        SurveyPlan.standard()
            .withTimeout(dns.timeout())
            .withRegistrable(RegisteredDomain::of)
            .withOthers(
                opened(dns, upstreams.subList(Math.min(1, upstreams.size()), upstreams.size())));
    this.requests =
        reach.get() ? new HttpRequests(trust, dns.timeout(), HttpRequests.CLEARTEXT_PORT) : null;
    if (requests != null) {
      built = built.withHttp(requests);
    }
    if (reach.allAddresses()) {
      built = built.withAllAddresses();
    }
    if (reach.system()) {
      built = built.withSystem(host -> List.of(InetAddress.getAllByName(host.ascii())));
    }
    this.plan = reach.passive() ? built.passive() : built;
  }

  private List<OtherUpstream> opened(DnsOptions dns, List<DohUpstream> upstreams) {
    List<OtherUpstream> opened = new ArrayList<>();
    for (DnsExchange exchange : dns.opened(upstreams)) {
      TrustedResolver alone =
          TrustedResolver.builder()
              .upstreams(exchange)
              .anchors(dns.trusted())
              .clock(dns.clock())
              .resolveTimeout(dns.timeout())
              .build();
      others.add(alone);
      opened.add(new OtherUpstream(exchange.label(), alone));
    }
    return opened;
  }

  /** Surveys and judges one endpoint. Blocks. */
  Assessment audit(Target target) {
    HostName host = target.endpoint().host();
    EndpointPolicy written =
        trust.policies().isWrittenFor(host) ? trust.policies().policyFor(host).orElse(null) : null;
    return Rules.standard().assess(trust.surveyor().survey(target.endpoint(), plan), written);
  }

  @Override
  public void close() {
    if (requests != null) {
      requests.close();
    }
    others.forEach(TrustedResolver::close);
    trust.close();
  }
}
