package dev.trustconnect;

import dev.trustconnect.JvmReport.State;
import dev.trustconnect.gate.NameGate;
import dev.trustconnect.jvm.JvmNameSource;
import dev.trustconnect.jvm.JvmResolverProvider;
import dev.trustconnect.jvm.JvmSlot;
import dev.trustconnect.name.HostName;
import dev.trustconnect.text.SafeText;
import dev.trustconnect.upstream.DohUpstream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code TrustConnect} as the resolver of this JVM. Thread-safe: its lock guards the changes,
 * and lookups read only immutable objects.
 */
final class JvmNames {
  private static final Logger LOG = LoggerFactory.getLogger(TrustConnect.class);
  private static final int FIRST_JDK = 18;

  private final NameGate names;
  private final Set<HostName> proxiesOfUpstreams;
  private @Nullable Source inForce; // guarded by this
  private boolean closed; // guarded by this

  /**
   * Not in force yet.
   *
   * @param upstreams the DNS servers: the resolver can't look up the proxies that lead to them
   */
  JvmNames(NameGate names, List<DohUpstream> upstreams) {
    this.names = names;
    this.proxiesOfUpstreams =
        upstreams.stream()
            .flatMap(upstream -> upstream.proxyName().stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Implements {@link TrustConnect#useForThisJvm}. */
  synchronized void use(Collection<String> leftToTheSystem) {
    Set<HostName> suffixes =
        leftToTheSystem.stream().map(HostName::parse).collect(Collectors.toUnmodifiableSet());
    JvmReport before = inspect();
    if (before.state() == State.IN_FORCE) {
      before =
          new JvmReport(
              State.OTHER_INSTANCE, "this TrustConnect is in force already; close() ends that");
    }
    if (before.state() != State.NOT_IN_USE) {
      throw new JvmResolverException(before);
    }
    Source source = new Source(names, suffixes, proxiesOfUpstreams);
    if (!JvmSlot.put(source)) {
      throw new JvmResolverException(otherInstance());
    }
    if (!source.answersTheJvm()) {
      JvmSlot.remove(source);
      throw new JvmResolverException(
          new JvmReport(
              State.SELF_TEST_FAILED,
              "a lookup in this JVM didn't get this library's answer; something else intercepts"
                  + " lookups, such as an agent"));
    }
    inForce = source;
    LOG.info(
        "every name that this JVM looks up is resolved under the policies; left to the system: {}",
        suffixes);
  }

  /** Implements {@link TrustConnect#inspectJvm}. */
  synchronized JvmReport inspect() {
    if (closed) {
      return new JvmReport(State.CLOSED, "it is closed; build another one");
    }
    if (inForce != null) {
      return new JvmReport(
          State.IN_FORCE, "every name that this JVM looks up is resolved under the policies");
    }
    if (Runtime.version().feature() < FIRST_JDK) {
      return new JvmReport(
          State.JDK_TOO_OLD,
          "Java "
              + Runtime.version().feature()
              + " accepts no other resolver; run on 18 or later, or protect each client");
    }
    makeTheJvmChoose();
    if (!JvmSlot.isLoaded()) {
      return notChosen();
    }
    return JvmSlot.source() != null
        ? otherInstance()
        : new JvmReport(State.NOT_IN_USE, "call useForThisJvm()");
  }

  private static JvmReport otherInstance() {
    return new JvmReport(
        State.OTHER_INSTANCE, "another TrustConnect is in force in this JVM; close it first");
  }

  /** The JVM chooses its resolver at the first lookup: of a name that needs no network. */
  private static void makeTheJvmChoose() {
    try {
      InetAddress unused = InetAddress.getByName("localhost");
    } catch (UnknownHostException noLocalhost) {
      LOG.debug("localhost has no address", noLocalhost);
    }
  }

  private static JvmReport notChosen() {
    String ours = JvmResolverProvider.class.getName();
    String first = JvmResolverProvider.first().orElse(ours);
    return first.equals(ours)
        ? new JvmReport(
            State.BUILT_IN,
            "the JVM uses its built-in resolver: its first lookup came before this library was"
                + " visible to the context class loader, or -Djdk.net.hosts.file is set; put"
                + " trustconnect-core on the JVM's own class path")
        : new JvmReport(
            State.OTHER_PROVIDER,
            "the JVM uses "
                + first
                + ", which comes first on the class path; put trustconnect-core before it");
  }

  /** Leaves all lookups to the JDK again, for good. */
  synchronized void close() {
    closed = true;
    if (inForce != null) {
      JvmSlot.remove(inForce);
      inForce = null;
    }
  }

  /** Answers the lookups of the JVM. Thread-safe. */
  private static final class Source implements JvmNameSource {
    /** Threads that resolve a name: they must not wait for themselves. */
    private static final List<String> RESOLVING =
        List.of("trustconnect-resolve-", "trustconnect-doh-");

    private final NameGate names;
    private final Set<HostName> suffixes;
    private final Set<HostName> exact;
    // Nobody can guess it, so a right answer came from here.
    private final String testName;
    private final InetAddress testAddress;
    // Set on a thread that waits for an answer.
    private final ThreadLocal<Boolean> waiting = new ThreadLocal<>();

    private Source(NameGate names, Set<HostName> suffixes, Set<HostName> exact) {
      this.names = names;
      this.suffixes = suffixes;
      this.exact = exact;
      byte[] random = new byte[16];
      new SecureRandom().nextBytes(random);
      this.testName = HexFormat.of().formatHex(random) + ".trustconnect.invalid";
      // TEST-NET-1 (RFC 5737), to which nothing connects.
      byte[] address = {(byte) 192, 0, 2, (byte) (1 + (random[0] & 0x7f))};
      try {
        this.testAddress = InetAddress.getByAddress(address);
      } catch (UnknownHostException impossible) {
        throw new IllegalStateException("four bytes are an IPv4 address", impossible);
      }
    }

    private boolean answersTheJvm() {
      try {
        return List.of(InetAddress.getAllByName(testName)).equals(List.of(testAddress));
      } catch (UnknownHostException notAsked) {
        return false;
      }
    }

    @Override
    public boolean leavesToBuiltIn(String host) {
      if (suffixes.isEmpty() && exact.isEmpty()) {
        return false;
      }
      HostName name;
      try {
        name = HostName.parse(host);
      } catch (IllegalArgumentException notAName) {
        return false;
      }
      if (exact.contains(name)) {
        return true;
      }
      String ascii = name.ascii();
      return suffixes.stream()
          .anyMatch(suffix -> name.equals(suffix) || ascii.endsWith("." + suffix.ascii()));
    }

    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
      if (host.equals(testName)) {
        return List.of(testAddress);
      }
      if (waiting.get() != null || isResolving(Thread.currentThread().getName())) {
        throw new UnknownHostException(
            SafeText.ofHost(host)
                + ": it is looked up in order to resolve a name, which would never end; give DNS"
                + " servers by address, or name this host in useForThisJvm(…)");
      }
      waiting.set(true);
      try {
        return names.resolve(host).addresses();
      } finally {
        waiting.remove();
      }
    }

    private static boolean isResolving(String thread) {
      return RESOLVING.stream().anyMatch(thread::startsWith);
    }
  }
}
