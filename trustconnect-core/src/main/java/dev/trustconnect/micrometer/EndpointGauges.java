package dev.trustconnect.micrometer;

import static dev.trustconnect.micrometer.MeterNames.orNothing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The gauges of endpoints in one registry. Each endpoint has one row in each, so that no two rows
 * have the same tags.
 */
final class EndpointGauges {
  private static final List<String> VERDICTS =
      List.of("secure", "insecure", "bogus", "indeterminate");

  private final GaugeRows notAfter;
  private final GaugeRows notBefore;
  private final GaugeRows signatureEnd;
  private final GaugeRows verdict;
  private final GaugeRows info;

  EndpointGauges(MeterRegistry registry) {
    this.notAfter =
        GaugeRows.seconds(
            MeterNames.NOT_AFTER, "When the first certificate of the path ends", registry);
    this.notBefore =
        GaugeRows.seconds(MeterNames.NOT_BEFORE, "When the server's certificate began", registry);
    this.signatureEnd =
        GaugeRows.seconds(
            MeterNames.SIGNATURE_EXPIRATION,
            "When the first DNSSEC signature ends that the addresses rest on",
            registry);
    this.verdict =
        GaugeRows.of(
            MeterNames.ENDPOINT_VERDICT,
            "1 for the DNSSEC verdict of the name, 0 for the others",
            registry);
    this.info =
        GaugeRows.of(
            MeterNames.ENDPOINT_INFO,
            "1; its tags say where the name leads and who issued the certificate",
            registry);
  }

  /** Shows these endpoints and no others. */
  void show(Collection<EndpointRow> endpoints) {
    notAfter.show(times(endpoints, EndpointRow::notAfter));
    notBefore.show(times(endpoints, EndpointRow::notBefore));
    signatureEnd.show(times(endpoints, EndpointRow::signatureEnd));
    Map<Tags, Number> verdicts = new LinkedHashMap<>();
    Map<Tags, Number> infos = new LinkedHashMap<>();
    for (EndpointRow endpoint : endpoints) {
      if (!endpoint.verdict().isEmpty()) {
        for (String one : VERDICTS) {
          verdicts.put(
              tags(endpoint).and(MeterNames.VERDICT, one), endpoint.verdict().equals(one) ? 1 : 0);
        }
      }
      infos.put(
          tags(endpoint)
              .and(MeterNames.ZONE, orNothing(endpoint.zone()))
              .and(MeterNames.ALIAS_OWNER, orNothing(endpoint.aliasOwner()))
              .and(MeterNames.AUTHORITY, orNothing(endpoint.authority())),
          1);
    }
    verdict.show(verdicts);
    info.show(infos);
  }

  static Tags tags(EndpointRow endpoint) {
    return tags(endpoint.host(), endpoint.port());
  }

  static Tags tags(String host, int port) {
    return Tags.of(
        MeterNames.SERVER_ADDRESS,
        host,
        MeterNames.SERVER_PORT,
        port < 0 ? MeterNames.NOTHING : Integer.toString(port));
  }

  private static Map<Tags, Number> times(
      Collection<EndpointRow> endpoints, Function<EndpointRow, Optional<Instant>> time) {
    Map<Tags, Number> rows = new LinkedHashMap<>();
    for (EndpointRow endpoint : endpoints) {
      time.apply(endpoint).ifPresent(at -> rows.put(tags(endpoint), at.getEpochSecond()));
    }
    return rows;
  }
}
