package dev.trustconnect.config;

import dev.trustconnect.name.HostPattern;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.yaml.Section;
import dev.trustconnect.yaml.Yaml;
import dev.trustconnect.yaml.YamlParser;
import dev.trustconnect.yaml.YamlProblem;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Upstreams and policies from a YAML file. Immutable. Needs {@code org.snakeyaml:snakeyaml-engine}
 * on the class path, or as a module that the application requires.
 *
 * <pre>
 * version: 1
 * profile: STRICT                  # STANDARD by default
 * upstreams: [QUAD9, CLOUDFLARE]   # or entries: name: or url:, bootstrap:, roots:, pins:, label:, proxy:
 * roots: company-ca.pem            # the Java runtime's by default
 * proxies: ["192.0.2.80:3128"]
 * identities:
 *   payments: {pem: tls.pem}       # or chain: and key:, or pkcs12: and passwordEnv:
 * endpoints:
 *   - host: api.example.com        # or *.example.com; all other fields are optional
 *     mode: ENFORCE                # or REPORT_ONLY
 *     dnssec: REQUIRE_SECURE       # or ALLOW_PROVEN_INSECURE or REPORT_INSECURE
 *     pins:
 *       - sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
 *       - sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=
 *     pinsExpire: 2027-06-30
 *     roots: api-ca.pem
 *     addresses: [198.18.7.0/24]
 *     aliasOwners: [cdn.example]
 *     requireBoundAddress: true
 *     credentials: [x-api-key]
 *     credentialRule: REFUSE       # or STRIP
 *     identity: payments
 *     peerId: spiffe://corp.example/ns/llm/sa/gateway
 * </pre>
 *
 * <p>Each field is documented at the method of the same name in {@link EndpointPolicy.Builder} or
 * {@code TrustConnect.Builder}. File names are relative to the policy file's folder. Tags, anchors
 * and aliases are errors.
 */
public final class PolicyFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final Set<String> KNOWN =
      Set.of("version", "profile", "upstreams", "roots", "proxies", "identities", "endpoints");
  private static final String UPSTREAMS =
      "the DNS servers to use: [QUAD9, CLOUDFLARE], or entries with url: and bootstrap:";

  private final List<DohUpstream> upstreams;
  private final PolicyBook policies;
  private final @Nullable TrustRoots roots;
  private final Set<InetSocketAddress> proxies;
  private final Map<String, IdentityFiles> identities;
  private final List<Path> pemFiles;

  private PolicyFile(
      List<DohUpstream> upstreams,
      PolicyBook policies,
      @Nullable TrustRoots roots,
      Set<InetSocketAddress> proxies,
      Map<String, IdentityFiles> identities,
      Collection<Path> pemFiles) {
    this.upstreams = List.copyOf(upstreams);
    this.policies = policies;
    this.roots = roots;
    this.proxies = Set.copyOf(proxies);
    this.pemFiles = List.copyOf(pemFiles);
    this.identities = Collections.unmodifiableMap(new LinkedHashMap<>(identities));
  }

  /**
   * Reads a file of at most 1 MiB, and the PEM files it names. Blocks on file access.
   *
   * @throws PolicyFileException listing every problem with its line and column
   * @throws IOException if the file itself can't be read
   * @throws IllegalStateException if the YAML library is missing
   */
  public static PolicyFile read(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    try (var in = Files.newInputStream(file)) {
      return read(in, file.toString(), folder == null ? Path.of("") : folder);
    }
  }

  /**
   * The same from a stream, such as a resource in a jar. File names in it are relative to the
   * working directory. Doesn't close the stream.
   *
   * @param shown what messages call it
   */
  public static PolicyFile read(InputStream in, String shown) throws IOException {
    return read(in, shown, Path.of(""));
  }

  private static PolicyFile read(InputStream in, String shown, Path folder) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw whole(shown, "larger than 1 MiB", "check that this is a policy file");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw whole(shown, "not UTF-8", "save it as UTF-8");
    }
    return new Reader(shown, folder).read(text);
  }

  private static PolicyFileException whole(String file, String what, String remedy) {
    return new PolicyFileException(
        file, List.of(new YamlProblem(1, 1, "", what, remedy)), List.of());
  }

  /** The DNS servers to use, in order of preference; at least one. */
  public List<DohUpstream> upstreams() {
    return upstreams;
  }

  /** A copy of this with other upstreams. */
  public PolicyFile withUpstreams(List<DohUpstream> others) {
    return new PolicyFile(others, policies, roots, proxies, identities, pemFiles);
  }

  /** The policies and their profile. */
  public PolicyBook policies() {
    return policies;
  }

  /** The roots for hosts whose policy has none; empty for the Java runtime's. */
  public Optional<TrustRoots> roots() {
    return Optional.ofNullable(roots);
  }

  /** The proxies that connections may go through. */
  public Set<InetSocketAddress> proxies() {
    return proxies;
  }

  /** The PEM files with roots that were read for it, each once. */
  public List<Path> pemFiles() {
    return pemFiles;
  }

  /** Where the client identities are, by name. */
  public Map<String, IdentityFiles> identities() {
    return identities;
  }

  /**
   * The startup fields that differ from those of {@code running}, which include the contents of PEM
   * files. Empty if only policies have changed.
   */
  public Set<StartupSetting> changedAtStartup(PolicyFile running) {
    Set<StartupSetting> changed = EnumSet.noneOf(StartupSetting.class);
    if (!upstreams.equals(running.upstreams)) {
      changed.add(StartupSetting.UPSTREAMS);
    }
    if (!Objects.equals(roots, running.roots)) {
      changed.add(StartupSetting.ROOTS);
    }
    if (!proxies.equals(running.proxies)) {
      changed.add(StartupSetting.PROXIES);
    }
    if (!identities.equals(running.identities)) {
      changed.add(StartupSetting.IDENTITIES);
    }
    return Collections.unmodifiableSet(changed);
  }

  /** Reads one file and collects all problems before it reports any. */
  private static final class Reader {
    private final String file;
    private final Path folder;
    private final List<YamlProblem> problems = new ArrayList<>();
    private final Set<Path> pemFiles = new LinkedHashSet<>();

    private Reader(String file, Path folder) {
      this.file = file;
      this.folder = folder;
    }

    private PolicyFile read(String text) {
      Yaml yaml;
      try {
        yaml = YamlParser.parse(text, "version: 1");
      } catch (YamlParser.Malformed e) {
        throw new PolicyFileException(file, List.of(e.problem()), List.of());
      } catch (NoClassDefFoundError e) {
        throw new IllegalStateException(
            "policy files need org.snakeyaml:snakeyaml-engine on the class path, or on the module"
                + " path with --add-modules org.snakeyaml.engine.v2",
            e);
      }
      @Nullable PolicyFile read =
          Section.of("", yaml, KNOWN, problems).map(this::whole).orElse(null);
      if (read == null || !problems.isEmpty()) {
        problems.sort(Comparator.comparing(YamlProblem::line).thenComparing(YamlProblem::column));
        throw new PolicyFileException(file, problems, pemFiles);
      }
      return read;
    }

    private PolicyFile whole(Section top) {
      version(top);
      Profile profile =
          top.value(
                  "profile",
                  EndpointFields.oneOf(Profile.values()),
                  EndpointFields.named(Profile.class))
              .orElse(Profile.STANDARD);
      TrustRoots usual = top.value("roots", "a file of PEM certificates", this::roots).orElse(null);
      List<InetSocketAddress> proxies =
          top.values(
              "proxies", "a list of address:port, such as \"192.0.2.80:3128\"", ProxyText::parse);
      List<DohUpstream> upstreams = upstreams(top);
      List<EndpointPolicy> policies = policies(top, profile);
      return new PolicyFile(
          upstreams,
          PolicyBook.of(profile, policies),
          usual,
          Set.copyOf(proxies),
          identities(top),
          pemFiles);
    }

    private Map<String, IdentityFiles> identities(Section top) {
      Map<String, IdentityFiles> identities = new LinkedHashMap<>();
      for (Yaml.Field one : top.fieldsOf("identities", "names with their files")) {
        String at = "identities." + Section.shown(one.name());
        Section.of(at, one.value(), IdentityFields.KNOWN, problems)
            .ifPresent(section -> identity(section, one.name(), identities));
      }
      return identities;
    }

    private void identity(Section section, String name, Map<String, IdentityFiles> identities) {
      try {
        EndpointPolicy.Builder unused = EndpointPolicy.forHost("any.example").identity(name);
      } catch (IllegalArgumentException notAName) {
        section.problem("", String.valueOf(notAName.getMessage()), "such a name, as payments");
      }
      new IdentityFields(section, folder)
          .files()
          .filter(files -> identities.putIfAbsent(name, files) != null)
          .ifPresent(second -> section.problem("", "written twice", "one entry for each name"));
    }

    private void version(Section top) {
      top.value(
          "version",
          "version: 1",
          text -> {
            if (!text.equals("1")) {
              throw new IllegalArgumentException("'" + text + "' isn't supported");
            }
            return text;
          });
      if (!top.has("version")) {
        top.problem("version", "missing", "version: 1");
      }
    }

    private List<DohUpstream> upstreams(Section top) {
      if (!top.has("upstreams")) {
        top.problem("upstreams", "missing", UPSTREAMS);
      }
      List<DohUpstream> upstreams = new ArrayList<>();
      List<Yaml> items = top.items("upstreams", UPSTREAMS);
      for (int i = 0; i < items.size(); i++) {
        String at = "upstreams[" + i + "]";
        if (items.get(i) instanceof Yaml.Text text) {
          Section.read(
                  at,
                  text,
                  "QUAD9, CLOUDFLARE or GOOGLE, or fields",
                  UpstreamFields::known,
                  problems)
              .ifPresent(upstreams::add);
        } else {
          Section.of(at, items.get(i), UpstreamFields.KNOWN, problems)
              .flatMap(section -> new UpstreamFields(section, this::roots).upstream())
              .ifPresent(upstreams::add);
        }
      }
      return upstreams;
    }

    private List<EndpointPolicy> policies(Section top, Profile profile) {
      Map<HostPattern, EndpointPolicy> byHost = new HashMap<>();
      List<Yaml> items = top.items("endpoints", "a list of entries that begin with host:");
      for (int i = 0; i < items.size(); i++) {
        Section.of("endpoints[" + i + "]", items.get(i), EndpointFields.KNOWN, problems)
            .ifPresent(section -> policy(section, profile, byHost));
      }
      return List.copyOf(byHost.values());
    }

    private void policy(Section section, Profile profile, Map<HostPattern, EndpointPolicy> byHost) {
      new EndpointFields(section, this::roots)
          .policy()
          .filter(policy -> isGuarded(section, profile, policy))
          .filter(policy -> byHost.putIfAbsent(policy.hosts(), policy) != null)
          .ifPresent(
              second ->
                  section.problem(
                      "host", "a second entry for " + second.hosts(), "one entry for each host"));
    }

    /** As {@link PolicyBook#of} requires it. */
    private static boolean isGuarded(Section section, Profile profile, EndpointPolicy policy) {
      boolean isGuarded = profile != Profile.STRICT || !policy.grantsIdentityToAnyAuthority();
      if (!isGuarded) {
        section.problem(
            "identity",
            "an identity that any server with a public certificate for the name would get",
            "roots:, pins: or dnssec: REQUIRE_SECURE beside it, or profile: STANDARD");
      }
      return isGuarded;
    }

    private TrustRoots roots(String name) {
      Path file = folder.resolve(name);
      pemFiles.add(file);
      try {
        return TrustRoots.fromPem(file);
      } catch (IOException e) {
        throw new IllegalArgumentException("can't read the file '" + name + "'", e);
      }
    }
  }
}
