package dev.trustconnect.config;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DohProxy;
import dev.trustconnect.yaml.Section;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads one entry of {@code upstreams} that has fields as a DNS-over-HTTPS server. */
final class UpstreamFields {
  static final Set<String> KNOWN =
      Set.of("name", "url", "bootstrap", "roots", "pins", "label", "proxy");

  private static final String PROXY =
      "such as http://proxy.example.com:3128 or http://user:password@192.0.2.80:3128";

  private final Section section;
  private final Function<String, TrustRoots> rootsFile;

  UpstreamFields(Section section, Function<String, TrustRoots> rootsFile) {
    this.section = section;
    this.rootsFile = rootsFile;
  }

  /** The public server with this name. */
  static DohUpstream known(String name) {
    return switch (name) {
      case "QUAD9" -> DohUpstream.QUAD9;
      case "GOOGLE" -> DohUpstream.GOOGLE;
      case "CLOUDFLARE" -> DohUpstream.CLOUDFLARE;
      default ->
          throw new IllegalArgumentException("'" + name + "' isn't one of the known servers");
    };
  }

  /** The server; empty, with a problem added, if it can't be read. */
  Optional<DohUpstream> upstream() {
    Optional<String> proxy = section.value("proxy", PROXY, UpstreamFields::proxy);
    if (section.has("proxy") && proxy.isEmpty()) {
      return Optional.empty(); // reported already
    }
    Optional<DohUpstream> direct = section.has("name") ? named() : writtenOut();
    return direct.map(server -> proxy.map(server::withProxy).orElse(server));
  }

  private static String proxy(String text) {
    DohProxy unused = DohProxy.parse(text);
    return text;
  }

  /** A known server, for which only a proxy may be set. */
  private Optional<DohUpstream> named() {
    for (String field : List.of("url", "bootstrap", "roots", "pins", "label")) {
      if (section.has(field)) {
        section.problem(field, "the server given by name: already has this", "remove it");
        return Optional.empty();
      }
    }
    return section.value("name", "QUAD9, CLOUDFLARE or GOOGLE", UpstreamFields::known);
  }

  private Optional<DohUpstream> writtenOut() {
    if (!section.has("url")) {
      section.problem("url", "missing", "the server's URL, such as https://192.0.2.53/dns-query");
    }
    Optional<DohUpstream.Builder> builder =
        section.value("url", "such as https://192.0.2.53/dns-query", DohUpstream::builder);
    List<String> bootstrap =
        section.values(
            "bootstrap",
            "a list of the server's IP addresses",
            address -> checked(address, builder, b -> b.bootstrap(address)));
    List<String> pins =
        section.values(
            "pins",
            "a list of sha256/<base64 of the key's SHA-256>",
            pin -> checked(pin, builder, b -> b.pins(Pin.parse(pin))));
    Optional<TrustRoots> roots =
        section.value(
            "roots",
            "a file of PEM certificates, relative to this file's folder",
            rootsFile::apply);
    Optional<String> label = section.value("label", "a name for messages", text -> text);
    if (bootstrap.size() < section.count("bootstrap") || pins.size() < section.count("pins")) {
      return Optional.empty(); // reported already
    }
    return builder.flatMap(
        b -> {
          roots.ifPresent(b::roots);
          label.ifPresent(b::label);
          return built(b);
        });
  }

  private static String checked(
      String text,
      Optional<DohUpstream.Builder> builder,
      java.util.function.Consumer<DohUpstream.Builder> use) {
    builder.ifPresent(use);
    return text;
  }

  private Optional<DohUpstream> built(DohUpstream.Builder builder) {
    try {
      return Optional.of(builder.build());
    } catch (IllegalArgumentException e) {
      section.problem(
          "bootstrap",
          String.valueOf(e.getMessage()),
          "IP addresses if the URL has a name, nothing if it has an address");
      return Optional.empty();
    }
  }
}
