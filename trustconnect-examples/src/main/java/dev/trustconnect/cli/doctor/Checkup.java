package dev.trustconnect.cli.doctor;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustStoreException;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.upstream.DohUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * All checks, in causal order.
 *
 * @param dns the servers, anchors and clock of the command line
 * @param machine this machine
 * @param files the system's files
 * @param policy the policy file
 * @param hasServers whether the command line names servers, so that the policy isn't needed to find
 *     them
 * @param lock the lock's place
 * @param hosts what the examination is about
 * @param signed a name with valid signatures
 * @param broken a name with broken ones
 */
record Checkup(
    DnsOptions dns,
    Machine machine,
    RootFiles files,
    ReadPolicy policy,
    boolean hasServers,
    Path lock,
    Hosts hosts,
    HostName signed,
    HostName broken) {
  private static final Duration RESOLVECTL = Duration.ofSeconds(2);

  /** Examines everything. Blocks for some seconds at most. */
  Report examined() {
    Deadline end = Deadline.in(machine.limit(), machine.nanos());
    String blocker = blocker();
    if (blocker != null) {
      return new Report(new Examination(checks(null, blocker, end), end).rows());
    }
    try (TrustConnect trust = dns.trust(policy.usable().isPresent() ? policy.path() : null)) {
      return new Report(new Examination(checks(trust, null, end), end).rows());
    }
  }

  /** The check without which no server can be asked; null if they can. */
  private @Nullable String blocker() {
    try {
      Object unused = machine.jvm().roots().get();
    } catch (TrustStoreException unusable) {
      return JvmChecks.JVM;
    }
    return policy.isUnusable() && !hasServers ? PolicyChecks.POLICY : null;
  }

  private List<Check> checks(@Nullable TrustConnect trust, @Nullable String blocker, Deadline end) {
    // The steps to servers end first, so that what depends on them has time left.
    Deadline steps = Deadline.in(machine.limit().multipliedBy(2).dividedBy(3), machine.nanos());
    List<DohUpstream> servers =
        blocker != null ? List.of() : dns.servers(policy.isUnusable() ? null : policy.path());
    UpstreamChecks upstreams =
        new UpstreamChecks(
            servers,
            server -> probe(trust, steps).probe(server),
            InstantSource.system()); // certificates of servers are checked by the system's clock
    ReachChecks reach = new ReachChecks(machine, upstreams, steps);
    RootChecks root = new RootChecks(upstreams, new RootLook(dns, upstreams, end), dns.clock());
    NameChecks names =
        new NameChecks(machine.names(), () -> open(trust).lookups(), signed, broken, hosts);
    List<Check> checks = new ArrayList<>(new JvmChecks(machine.jvm()).checks());
    checks.add(Check.network(ReachChecks.PROXY, reach::proxy).following(UpstreamChecks.UPSTREAM));
    checks.addAll(
        new SystemChecks(machine, files, new Resolvectl(machine.environment(), RESOLVECTL), hosts)
            .checks());
    checks.add(Check.network(NameChecks.VALIDATES, names::validates));
    checks.add(
        Check.network(NameChecks.DIVERGES, names::diverges).needing(UpstreamChecks.UPSTREAM));
    checks.add(
        new Check(
            UpstreamChecks.UPSTREAM,
            List.of(),
            List.of(),
            false,
            () ->
                blocker == null
                    ? upstreams.upstreams()
                    : List.of(Row.skipped(UpstreamChecks.UPSTREAM, blocker))));
    checks.add(Check.network(ReachChecks.DOT, reach::dot).needing(UpstreamChecks.UPSTREAM));
    checks.add(Check.network(NameChecks.CANARY, names::canary));
    checks.add(
        Check.network(UpstreamChecks.PATH_MTU, upstreams::pathMtu)
            .following(UpstreamChecks.UPSTREAM));
    checks.add(Check.network(RootChecks.CLOCK, root::clock).needing(UpstreamChecks.UPSTREAM));
    checks.add(Check.network(RootChecks.ANCHORS, root::anchors).needing(UpstreamChecks.UPSTREAM));
    checks.addAll(new PolicyChecks(policy, lock, hosts, dns.clock()).checks());
    checks.add(Check.network(ReachChecks.IPV6, reach::ipv6).needing(UpstreamChecks.UPSTREAM));
    if (!hosts.named().isEmpty()) {
      checks.add(endpoints(trust));
    }
    return checks;
  }

  private UpstreamProbe probe(@Nullable TrustConnect trust, Deadline steps) {
    return new UpstreamProbe(dns, open(trust).surveyor(), topLevel(signed), steps, machine.nanos());
  }

  private Check endpoints(@Nullable TrustConnect trust) {
    SurveyPlan plan = SurveyPlan.standard().oneHandshake().withTimeout(dns.timeout());
    return new Check(
        EndpointChecks.ENDPOINT,
        List.of(UpstreamChecks.UPSTREAM),
        List.of(),
        false,
        () -> new EndpointChecks(hosts.named(), open(trust).surveyor(), plan).endpoints());
  }

  /** Called only by checks that a blocker would have skipped. */
  private static TrustConnect open(@Nullable TrustConnect trust) {
    if (trust == null) {
      throw new IllegalStateException("a check of a server ran without one");
    }
    return trust;
  }

  private static Name topLevel(HostName name) {
    String ascii = name.ascii();
    try {
      return Name.fromString(ascii.substring(ascii.lastIndexOf('.') + 1), Name.root);
    } catch (TextParseException e) {
      throw new IllegalStateException("a label of a host name is a name", e);
    }
  }
}
