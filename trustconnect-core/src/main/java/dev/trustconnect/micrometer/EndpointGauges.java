package dev.trustconnect.micrometer;

import static dev.trustconnect.micrometer.MeterNames.orNothing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The gauges of endpoints in one registry. Each endpoint has one row in each, so that no two rows
 * have the same tags.
 */
final class EndpointGauges {
  private static final List<String> VERDICTS =
      List.of("secure", "insecure", "bogus", "indeterminate");

  private final MultiGauge notAfter;
  private final MultiGauge notBefore;
  private final MultiGauge signatureEnd;
  private final MultiGauge verdict;
  private final MultiGauge info;

  EndpointGauges(MeterRegistry registry) {
    this.notAfter =
        seconds(MeterNames.NOT_AFTER, "When the first certificate of the path ends", registry);
    this.notBefore =
        seconds(MeterNames.NOT_BEFORE, "When the server's certificate began", registry);
    this.signatureEnd =
        seconds(
            MeterNames.SIGNATURE_EXPIRATION,
            "When the first DNSSEC signature ends that the addresses rest on",
            registry);
    this.verdict =
        MultiGauge.builder(MeterNames.ENDPOINT_VERDICT)
            .description("1 for the DNSSEC verdict of the name, 0 for the others")
            .register(registry);
    this.info =
        MultiGauge.builder(MeterNames.ENDPOINT_INFO)
            .description("1; its tags say where the name leads and who issued the certificate")
            .register(registry);
  }

  /** A time, in seconds since 1970: it doesn't depend on this machine's clock. */
  static MultiGauge seconds(String name, String description, MeterRegistry registry) {
    return MultiGauge.builder(name).description(description).baseUnit("seconds").register(registry);
  }

  /** Shows these endpoints and no others. */
  void show(Collection<EndpointRow> endpoints) {
    notAfter.register(times(endpoints, EndpointRow::notAfter), true);
    notBefore.register(times(endpoints, EndpointRow::notBefore), true);
    signatureEnd.register(times(endpoints, EndpointRow::signatureEnd), true);
    List<Row<?>> verdicts = new ArrayList<>();
    List<Row<?>> infos = new ArrayList<>();
    for (EndpointRow endpoint : endpoints) {
      if (!endpoint.verdict().isEmpty()) {
        for (String one : VERDICTS) {
          verdicts.add(
              Row.of(
                  tags(endpoint).and(MeterNames.VERDICT, one),
                  endpoint.verdict().equals(one) ? 1 : 0));
        }
      }
      infos.add(
          Row.of(
              tags(endpoint)
                  .and(MeterNames.ZONE, orNothing(endpoint.zone()))
                  .and(MeterNames.ALIAS_OWNER, orNothing(endpoint.aliasOwner()))
                  .and(MeterNames.AUTHORITY, orNothing(endpoint.authority())),
              1));
    }
    verdict.register(verdicts, true);
    info.register(infos, true);
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

  private static List<Row<?>> times(
      Collection<EndpointRow> endpoints, Function<EndpointRow, Optional<Instant>> time) {
    List<Row<?>> rows = new ArrayList<>();
    for (EndpointRow endpoint : endpoints) {
      time.apply(endpoint).ifPresent(at -> rows.add(Row.of(tags(endpoint), at.getEpochSecond())));
    }
    return rows;
  }
}
