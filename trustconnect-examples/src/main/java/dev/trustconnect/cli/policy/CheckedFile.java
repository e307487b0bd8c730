package dev.trustconnect.cli.policy;

import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.PolicyFileException.Problem;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of checking a policy file.
 *
 * @param file its name as given
 * @param read the file; null if it can't be used
 * @param problems in the order of their lines; empty if the file can be used
 * @param policies its entries, sorted by host
 * @param hosts the policies for the hosts of {@code --host}
 * @param warnings pins that have to be renewed
 */
record CheckedFile(
    String file,
    @Nullable PolicyFile read,
    List<Problem> problems,
    List<EndpointPolicy> policies,
    List<CheckedHost> hosts,
    List<String> warnings) {
  /**
   * The policy for one host.
   *
   * @param isWritten whether an entry covers it; otherwise the profile decides
   * @param policy its policy; empty if profile STRICT refuses it
   */
  record CheckedHost(HostName host, boolean isWritten, Optional<EndpointPolicy> policy) {
    static CheckedHost of(HostName host, PolicyBook book) {
      return new CheckedHost(host, book.isWrittenFor(host), book.policyFor(host));
    }
  }

  static CheckedFile accepted(String file, PolicyFile read, List<HostName> hosts, Instant now) {
    PolicyBook book = read.policies();
    List<EndpointPolicy> policies =
        book.policies().stream()
            .sorted(Comparator.comparing(policy -> policy.hosts().toString()))
            .toList();
    return new CheckedFile(
        file,
        read,
        List.of(),
        policies,
        hosts.stream().map(host -> CheckedHost.of(host, book)).toList(),
        policies.stream().flatMap(policy -> due(policy, now)).toList());
  }

  static CheckedFile rejected(String file, List<Problem> problems) {
    return new CheckedFile(file, null, List.copyOf(problems), List.of(), List.of(), List.of());
  }

  private static Stream<String> due(EndpointPolicy policy, Instant now) {
    return policy.pins().filter(pins -> pins.isDueAt(now)).stream()
        .map(
            pins ->
                policy.hosts()
                    + " ["
                    + (pins.isExpiredAt(now) ? Reason.PIN_EXPIRED : Reason.PIN_EXPIRES_SOON).code()
                    + "]: renew its pins, which were to be renewed by "
                    + pins.expiry());
  }

  boolean isAccepted() {
    return problems.isEmpty() && hosts.stream().allMatch(host -> host.policy().isPresent());
  }
}
