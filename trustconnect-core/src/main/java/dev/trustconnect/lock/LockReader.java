package dev.trustconnect.lock;

import dev.trustconnect.lock.LockedName.Proof;
import dev.trustconnect.lock.LockedTls.Demand;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.yaml.Section;
import dev.trustconnect.yaml.Yaml;
import dev.trustconnect.yaml.YamlParser;
import dev.trustconnect.yaml.YamlProblem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads a lock strictly, and collects all problems before it reports any. */
final class LockReader {
  private static final Set<String> ENDPOINT = Set.of("name", "tls", "http", "because");
  private static final Set<String> NAME =
      Set.of("verdict", "zone", "ds", "aliases", "operators", "networks");
  private static final Set<String> TLS =
      Set.of("authorities", "roots", "keys", "protocol", "clientCertificate", "scts");
  private static final Set<String> HTTP = Set.of("status", "type", "server");

  private static final String DOMAINS = "a list of domains such as example.com; [] for none";
  private static final String KEYS = "a list of keys such as sha256/<base64 of the key's SHA-256>";

  private final String file;
  private final List<YamlProblem> problems = new ArrayList<>();

  LockReader(String file) {
    this.file = file;
  }

  Map<Endpoint, LockedEndpoint> read(String text) {
    Yaml yaml;
    try {
      yaml = YamlParser.parse(text, "lock: 1");
    } catch (YamlParser.Malformed e) {
      throw new LockFileException(file, List.of(e.problem()));
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "lock files need org.snakeyaml:snakeyaml-engine on the class path, or on the module path"
              + " with --add-modules org.snakeyaml.engine.v2",
          e);
    }
    refuseOtherVersions(yaml);
    Map<Endpoint, LockedEndpoint> endpoints = new TreeMap<>();
    Section.of("", yaml, Set.of("lock", "endpoints"), problems)
        .ifPresent(top -> whole(top, endpoints));
    if (!problems.isEmpty()) {
      throw new LockFileException(file, problems);
    }
    return endpoints;
  }

  /** Alone and first: in another version, other fields may be right. */
  private void refuseOtherVersions(Yaml yaml) {
    if (yaml instanceof Yaml.Fields fields) {
      for (Yaml.Field field : fields.values()) {
        if (field.name().equals("lock")
            && !(field.value() instanceof Yaml.Text text && text.value().equals("1"))) {
          String seen =
              field.value() instanceof Yaml.Text text ? "'" + text.value() + "'" : "this version";
          throw new LockFileException(
              file,
              List.of(
                  new YamlProblem(
                      field.value().place().line(),
                      field.value().place().column(),
                      "lock",
                      seen + " isn't supported",
                      "lock: 1, or a newer TrustConnect")));
        }
      }
    }
  }

  private void whole(Section top, Map<Endpoint, LockedEndpoint> endpoints) {
    if (!top.has("lock")) {
      top.problem("lock", "missing", "lock: 1");
    }
    if (!top.has("endpoints")) {
      top.problem("endpoints", "missing", "endpoints: with entries such as api.example.com:443:");
    }
    if (top.yaml("endpoints").orElse(null) instanceof Yaml.Fields none && none.values().isEmpty()) {
      return;
    }
    for (Yaml.Field field : top.fieldsOf("endpoints", "entries such as api.example.com:443:")) {
      String at = "endpoints." + Section.shown(field.name());
      Yaml.Text name = new Yaml.Text(field.place(), field.name());
      Section.read(at, name, "host:port, as api.example.com:443", LockReader::endpoint, problems)
          .ifPresent(
              endpoint ->
                  Section.of(at, field.value(), ENDPOINT, problems)
                      .flatMap(section -> endpoint(endpoint, section))
                      .filter(read -> endpoints.putIfAbsent(endpoint, read) != null)
                      .ifPresent(
                          second ->
                              problems.add(
                                  new YamlProblem(
                                      field.place().line(),
                                      field.place().column(),
                                      at,
                                      "written twice",
                                      "one entry for each endpoint"))));
    }
  }

  private static Endpoint endpoint(String text) {
    Endpoint endpoint = Endpoint.parse(text);
    if (!endpoint.toString().equals(text)) {
      throw new IllegalArgumentException("'" + text + "' isn't how it is written: " + endpoint);
    }
    return endpoint;
  }

  private Optional<LockedEndpoint> endpoint(Endpoint endpoint, Section section) {
    Optional<LockedName> name = part(section, "name", NAME, this::name);
    if (!section.has("name")) {
      section.problem("name", "missing", "what is known of the name");
    }
    Optional<LockedTls> tls = part(section, "tls", TLS, this::tls);
    Optional<LockedHttp> http = part(section, "http", HTTP, this::http);
    String because = section.value("because", "a text", PlainText::require).orElse("");
    return name.map(known -> new LockedEndpoint(endpoint, known, tls, http, because));
  }

  private <T> Optional<T> part(
      Section section, String name, Set<String> known, Function<Section, T> reading) {
    return section
        .yaml(name)
        .flatMap(yaml -> Section.of(section.at(name), yaml, known, problems))
        .map(reading);
  }

  private LockedName name(Section section) {
    require(section, List.of("verdict", "zone", "aliases", "operators", "networks"));
    return new LockedName(
        section
            .value("verdict", "SECURE or INSECURE", named(Proof.values(), Enum::name))
            .orElse(Proof.INSECURE),
        texts(section, "zone", "a zone such as example.com"),
        texts(section, "ds", "a list such as [\"13/2\"]: algorithm and digest type"),
        aliases(section),
        texts(section, "operators", DOMAINS),
        networks(section));
  }

  private static void require(Section section, List<String> fields) {
    for (String field : fields) {
      if (!section.has(field)) {
        section.problem(field, "missing", field + ": beside the other facts");
      }
    }
  }

  private List<Set<String>> aliases(Section section) {
    List<Set<String>> hops = new ArrayList<>();
    for (Yaml hop : listed(section, "aliases", DOMAINS)) {
      hops.add(each(section.at("aliases"), hop, DOMAINS, PlainText::require));
    }
    return hops;
  }

  private Networks networks(Section section) {
    String remedy = "moving, or a list of blocks such as 198.51.100.0/24";
    if (section.yaml("networks").orElse(null) instanceof Yaml.Text text) {
      if (!text.value().equals("moving")) {
        section.problem("networks", "'" + text.value() + "'", remedy);
      }
      return Networks.MOVING;
    }
    return new Networks(false, values(section, "networks", remedy, AddressRange::parse));
  }

  private LockedTls tls(Section section) {
    require(section, List.of("authorities", "roots", "keys", "clientCertificate"));
    return new LockedTls(
        texts(section, "authorities", "a list of organisations"),
        values(section, "roots", KEYS, SpkiPin::parse),
        reusedKeys(section),
        section.value("protocol", "such as TLSv1.3", LockReader::protocol).orElse(""),
        section
            .value(
                "clientCertificate",
                "none, optional or required",
                named(Demand.values(), LockText::lower))
            .orElse(Demand.NONE),
        section.value("scts", "0, 1 or 2", LockReader::count).orElse(OptionalInt.empty()));
  }

  private Set<SpkiPin> reusedKeys(Section section) {
    String remedy = "reissued, or reused: with a list of keys";
    Yaml yaml = section.yaml("keys").orElse(null);
    if (yaml instanceof Yaml.Text text) {
      if (!text.value().equals("reissued")) {
        section.problem("keys", "'" + text.value() + "'", remedy);
      }
      return Set.of();
    }
    return yaml == null
        ? Set.of()
        : Section.of(section.at("keys"), yaml, Set.of("reused"), problems)
            .map(keys -> values(keys, "reused", KEYS, SpkiPin::parse))
            .orElse(Set.of());
  }

  private static String protocol(String text) {
    if (!text.matches("TLSv1(\\.[1-9])?")) {
      throw new IllegalArgumentException("'" + text + "' isn't a TLS version");
    }
    return text;
  }

  private static OptionalInt count(String text) {
    if (!text.matches("[0-9]{1,2}")) {
      throw new IllegalArgumentException("'" + text + "' isn't such a number");
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  private LockedHttp http(Section section) {
    require(section, List.of("status", "type", "server"));
    return new LockedHttp(
        texts(section, "status", "a class of status codes such as 2xx"),
        texts(section, "type", "a media type such as application/json"),
        texts(section, "server", "a product such as nginx"));
  }

  private Set<String> texts(Section section, String name, String remedy) {
    return values(section, name, remedy, PlainText::require);
  }

  private <T> Set<T> values(
      Section section, String name, String remedy, Section.Reading<T> reading) {
    return section
        .yaml(name)
        .map(yaml -> each(section.at(name), yaml, remedy, reading))
        .orElse(Set.of());
  }

  /** The values of a list, or the only value. */
  private <T> Set<T> each(String at, Yaml yaml, String remedy, Section.Reading<T> reading) {
    List<Yaml> written = yaml instanceof Yaml.Items items ? items.values() : List.of(yaml);
    Set<T> values = new LinkedHashSet<>();
    for (Yaml value : written) {
      Section.read(at, value, remedy, reading, problems).ifPresent(values::add);
    }
    return values;
  }

  private static List<Yaml> listed(Section section, String name, String remedy) {
    Yaml yaml = section.yaml(name).orElse(null);
    if (yaml instanceof Yaml.Items items) {
      return items.values();
    }
    if (yaml != null) {
      section.problem(name, yaml.kind() + " in place of a list", remedy);
    }
    return List.of();
  }

  private static <E extends Enum<E>> Section.Reading<E> named(
      E[] values, Function<E, String> spelling) {
    return text -> {
      for (E value : values) {
        if (spelling.apply(value).equals(text)) {
          return value;
        }
      }
      throw new IllegalArgumentException(
          "'" + text.toLowerCase(Locale.ROOT) + "' isn't one of the values");
    };
  }
}
