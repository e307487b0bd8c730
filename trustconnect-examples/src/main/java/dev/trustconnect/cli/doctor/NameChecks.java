package dev.trustconnect.cli.doctor;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.AddressFinding;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.resolve.DnsLookups;
import dev.trustconnect.survey.SystemNames;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.xbill.DNS.Type;

/** The checks of the system's resolver: whether it validates, and where its answers lead. */
final class NameChecks {
  static final String VALIDATES = "doctor.os-validates";
  static final String DIVERGES = "doctor.diverges";
  static final String CANARY = "doctor.canary";

  /** Answered with NXDOMAIN by networks that ask browsers to leave DNS over HTTPS off. */
  private static final HostName CANARY_NAME = HostName.parse("use-application-dns.net");

  private static final int MAX_SHOWN = 3;

  private final SystemNames system;
  private final Supplier<DnsLookups> lookups;
  private final HostName signed;
  private final HostName broken;
  private final Hosts hosts;

  /**
   * Checks of the system's resolver.
   *
   * @param lookups ours, to compare with
   * @param signed a name with valid signatures and an address
   * @param broken a name with an address and signatures that aren't valid
   */
  NameChecks(
      SystemNames system,
      Supplier<DnsLookups> lookups,
      HostName signed,
      HostName broken,
      Hosts hosts) {
    this.system = system;
    this.lookups = lookups;
    this.signed = signed;
    this.broken = broken;
    this.hosts = hosts;
  }

  private boolean resolves(HostName name) {
    try {
      return !system.addressesOf(name).isEmpty();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  Row validates() {
    boolean badResolves = resolves(broken);
    if (badResolves) {
      return Row.warning(
          VALIDATES,
          "the system's resolver believes " + broken + ", whose signatures are broken",
          "nothing for TrustConnect; for other programs use a resolver that validates");
    }
    return resolves(signed)
        ? Row.ok(VALIDATES, "the system's resolver refuses " + broken + " and knows " + signed)
        : Row.notEvaluated(VALIDATES, "the system's resolver knows neither name", "");
  }

  Row canary() {
    if (resolves(CANARY_NAME)) {
      return Row.ok(CANARY, "the network doesn't ask to turn DNS over HTTPS off");
    }
    return resolves(signed)
        ? Row.info(
            CANARY,
            "the network asks to turn DNS over HTTPS off: " + CANARY_NAME + " has no address here")
        : Row.notEvaluated(CANARY, "the system's resolver doesn't answer", "");
  }

  /** Runs after the upstreams, if one works. */
  Row diverges() {
    if (hosts.areUnknown()) {
      return Row.skipped(DIVERGES, PolicyChecks.POLICY);
    }
    List<HostName> names = hosts.names();
    if (names.isEmpty()) {
      return Row.nothingToCheck(
          DIVERGES, "no host to look up", "name some with --policy FILE or --host HOST");
    }
    List<String> forged = new ArrayList<>();
    List<String> elsewhere = new ArrayList<>();
    int same = 0;
    for (HostName name : names) {
      List<InetAddress> ours = proven(name);
      List<InetAddress> theirs = addresses(name);
      if (ours.isEmpty() || theirs.isEmpty()) {
        continue; // nothing to compare
      }
      Optional<String> special = special(theirs, ours);
      if (special.isPresent()) {
        forged.add(Hidden.name(name.ascii()) + " is " + special.get());
      } else if (theirs.stream().noneMatch(one -> isNear(one, ours))) {
        elsewhere.add(Hidden.name(name.ascii()));
      } else {
        same++;
      }
    }
    return row(names.size(), same, forged, elsewhere);
  }

  private static Row row(int all, int same, List<String> forged, List<String> elsewhere) {
    if (!forged.isEmpty()) {
      return Row.failed(
          DIVERGES,
          "for the system " + shown(forged) + "; DNS over HTTPS proves another address",
          "the system's answers are changed: let programs that need these hosts use TrustConnect");
    }
    if (!elsewhere.isEmpty()) {
      return Row.warning(
          DIVERGES,
          "the system sends " + shown(elsewhere) + " to other networks than DNS over HTTPS",
          "large services answer each network differently; ask their owner if these don't");
    }
    return same == 0
        ? Row.notEvaluated(DIVERGES, "no host has addresses from both sides", "")
        : Row.ok(DIVERGES, same + " of " + all + " hosts have the same networks from both sides");
  }

  private static String shown(List<String> all) {
    return all.stream().limit(MAX_SHOWN).collect(Collectors.joining(", "))
        + (all.size() > MAX_SHOWN ? " and " + (all.size() - MAX_SHOWN) + " more" : "");
  }

  private List<InetAddress> addresses(HostName name) {
    try {
      return system.addressesOf(name);
    } catch (UnknownHostException unknown) {
      return List.of();
    }
  }

  private List<InetAddress> proven(HostName name) {
    List<InetAddress> proven = new ArrayList<>();
    for (int type : new int[] {Type.A, Type.AAAA}) {
      ValidatedAnswer answer = lookups.get().lookup(Question.of(name.ascii(), type)).answer();
      if (answer.verdict().isProven()) {
        answer.records().stream()
            .filter(record -> record.type() == type)
            .map(NameChecks::address)
            .forEach(proven::add);
      }
    }
    return proven;
  }

  private static InetAddress address(DnsRecord record) {
    try {
      return InetAddress.getByAddress(record.rdataBytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a proven address has 4 or 16 bytes", e);
    }
  }

  /** A special-purpose address among theirs that isn't one of ours. */
  private static Optional<String> special(List<InetAddress> theirs, List<InetAddress> ours) {
    return theirs.stream()
        .filter(address -> !ours.contains(address))
        .flatMap(address -> AddressRules.PUBLIC_ONLY.find(address).stream())
        .findFirst()
        .map(NameChecks::inWords);
  }

  private static String inWords(AddressFinding finding) {
    return Hidden.address(finding.address()) + " (" + finding.name() + ")";
  }

  /** Whether it is in the /24 or /48 of one of them. */
  private static boolean isNear(InetAddress address, List<InetAddress> others) {
    byte[] one = address.getAddress();
    int bytes = one.length == 4 ? 3 : 6;
    return others.stream()
        .map(InetAddress::getAddress)
        .anyMatch(
            other -> other.length == one.length && Arrays.equals(one, 0, bytes, other, 0, bytes));
  }
}
