package dev.trustconnect.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.resolve.Lookup;
import dev.trustconnect.resolve.TrustedResolver;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Our verdicts against those of {@code delv}, through BIND, Unbound, Knot Resolver and dnsdist. */
class RealServersInteropTest {
  private static @Nullable InteropLab lab;

  @BeforeAll
  static void open() {
    InteropLab.requirePrograms();
    lab = InteropLab.open(RealServersInteropTest.class);
  }

  @AfterAll
  static void close() {
    if (lab != null) {
      lab.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bind", "unbound", "unbound-unvalidating", "knot", "dnsdist"})
  void everyVerdictIsThatOfDelv(String server) throws IOException {
    compare(server, ".", Questions.table());
  }

  @Test
  void anIslandIsSecureFromItsOwnAnchor() throws IOException {
    compare("bind", "island.test.", Questions.islandTable());
  }

  /** Asks everybody everything, and prints how often they agree. */
  private static void compare(String server, String anchor, List<ExpectedVerdict> table)
      throws IOException {
    Servers.Resolver resolver = lab().resolver(server);
    List<Delv.Opinion> opinions = opinions(resolver, anchor, table);
    List<Verdict> cold = verdicts(resolver, anchor, table, false);
    List<Verdict> warm = verdicts(resolver, anchor, table, true);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      ExpectedVerdict asked = table.get(i);
      boolean agreed =
          cold.get(i).label().equals(asked.expected())
              && warm.get(i).label().equals(asked.expected())
              && opinions.get(i).verdict().equals(asked.expectedOf("delv"));
      if (!agreed) {
        differences.add(
            "%s: %s is %s; we say %s, from what we knew %s; delv says %s:%n%s"
                .formatted(
                    resolver,
                    asked,
                    asked.expected(),
                    cold.get(i),
                    warm.get(i),
                    opinions.get(i).verdict(),
                    opinions.get(i).output()));
      }
    }
    long explained = table.stream().filter(asked -> asked.isExcepted("delv")).count();
    System.out.printf(
        "interop: %s from %s: %d asked over HTTP/2, %d as delv says, %d explained, %d differ%n",
        resolver,
        anchor,
        table.size(),
        table.size() - explained - differences.size(),
        explained,
        differences.size());
    assertThat(differences).isEmpty();
  }

  private static List<Delv.Opinion> opinions(
      Servers.Resolver resolver, String anchor, List<ExpectedVerdict> table) {
    Delv delv = lab().delvFrom(anchor);
    return table.parallelStream()
        .map(asked -> delv.ask(resolver.port(), asked.name(), asked.type()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bind", "unbound"})
  void theServersOwnAdBitSaysTheSame(String server) throws IOException {
    Servers.Resolver resolver = lab().resolver(server);
    List<String> differences = new ArrayList<>();
    for (ExpectedVerdict asked : Questions.table()) {
      String said = AdBit.ask(resolver.port(), asked);
      // A server that is known to err may be right, by what it has in its cache.
      if (!said.equals(asked.expectedOf(server)) && !said.equals(asked.expected())) {
        differences.add(server + ": " + asked + " is " + asked.expected() + "; it says " + said);
      }
    }
    assertThat(differences).isEmpty();
  }

  /**
   * What we say, in the table's order.
   *
   * @param together all at once through one resolver that keeps what it learns, or one after the
   *     other, each from nothing
   */
  private static List<Verdict> verdicts(
      Servers.Resolver server, String anchor, List<ExpectedVerdict> table, boolean together)
      throws IOException {
    try (TrustedResolver resolver =
        TrustedResolver.builder()
            .upstreams(open(server))
            .anchors(lab().anchorsOf(anchor))
            .resolveTimeout(Duration.ofSeconds(60))
            .cacheBytes(together ? 1 << 24 : 0)
            .build()) {
      List<CompletableFuture<Lookup>> lookups = new ArrayList<>();
      for (ExpectedVerdict asked : table) {
        CompletableFuture<Lookup> lookup =
            resolver.lookupAsync(
                Dnsjava.question(
                    Name.fromString(asked.name(), Name.root), Type.value(asked.type())));
        lookups.add(together ? lookup : CompletableFuture.completedFuture(lookup.join()));
      }
      return lookups.stream().map(lookup -> lookup.join().answer().verdict()).toList();
    }
  }

  private static DnsExchange open(Servers.Resolver resolver) {
    return DohUpstream.builder("https://127.0.0.1:" + resolver.dohPort() + "/dns-query")
        .roots(TrustRoots.of(lab().certificate().ca()))
        .build()
        .open();
  }

  private static InteropLab lab() {
    if (lab == null) {
      throw new IllegalStateException("not opened");
    }
    return lab;
  }
}
