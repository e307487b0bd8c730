package dev.trustconnect.cli.watch;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.list.ListFile;
import dev.trustconnect.cli.list.Target;
import dev.trustconnect.cli.option.DnsOptions;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.StartupSetting;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.watch.Watcher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the files of the command line: the endpoints, the policies and the lock. */
final class WatchFiles {
  private final @Nullable Path list;
  private final @Nullable Path policy;
  private final @Nullable Path lock;
  private final Set<Endpoint> endpoints;
  private final @Nullable PolicyFile policies;
  private final TrustLock locked;
  private final LockState seen;

  private WatchFiles(
      @Nullable Path list,
      @Nullable Path policy,
      @Nullable Path lock,
      Set<Endpoint> endpoints,
      @Nullable PolicyFile policies,
      TrustLock locked,
      LockState seen) {
    this.list = list;
    this.policy = policy;
    this.lock = lock;
    this.endpoints = endpoints;
    this.policies = policies;
    this.locked = locked;
    this.seen = seen;
  }

  /** Reads all; what can't be used is a usage error. At least a list or a policy file is given. */
  static WatchFiles read(
      DnsOptions dns, @Nullable Path list, @Nullable Path policy, @Nullable Path lock) {
    PolicyFile policies =
        policy == null ? null : dns.read("--policy " + policy, () -> policies(policy));
    Set<Endpoint> endpoints =
        list != null
            ? dns.read("--list " + list, () -> listed(list))
            : dns.read(null, () -> named(policies));
    TrustLock locked =
        lock == null ? TrustLock.empty() : dns.read("--lock " + lock, () -> TrustLock.read(lock));
    LockState seen =
        lock == null
            ? LockState.empty()
            : dns.read(
                LockState.beside(lock).toString(), () -> LockState.read(LockState.beside(lock)));
    return new WatchFiles(list, policy, lock, endpoints, policies, locked, seen);
  }

  /** The upstreams are those of the command line: the file's aren't compared. */
  private static PolicyFile policies(Path file) throws IOException {
    return PolicyFile.read(file).withUpstreams(List.of());
  }

  private static Set<Endpoint> listed(Path file) throws IOException {
    ListFile read = ListFile.read(file.toString(), InputStream.nullInputStream());
    if (!read.problems().isEmpty()) {
      int more = read.problems().size() - 1;
      throw new IllegalArgumentException(
          "--list "
              + read.problems().get(0)
              + (more == 0 ? "" : " (and " + more + " more such lines)"));
    }
    Set<Endpoint> endpoints = new TreeSet<>();
    read.targets().stream().map(Target::endpoint).forEach(endpoints::add);
    return endpoints;
  }

  private static Set<Endpoint> named(@Nullable PolicyFile policies) {
    Set<Endpoint> endpoints = new TreeSet<>();
    if (policies != null) {
      policies.policies().policies().stream()
          .filter(entry -> !entry.hosts().isWildcard())
          .forEach(entry -> endpoints.add(Endpoint.of(entry.hosts().parent())));
    }
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException(
          "--policy: the file has no entry for a single host; name the endpoints with --list FILE");
    }
    return endpoints;
  }

  Set<Endpoint> endpoints() {
    return endpoints;
  }

  @Nullable PolicyFile policies() {
    return policies;
  }

  TrustLock lock() {
    return locked;
  }

  /** The changes in healthy operation that were seen, from the state beside the lock. */
  LockState seen() {
    return seen;
  }

  /** The files, so that a change of one takes effect in {@code watcher}. */
  List<WatchedFile<?>> watched(
      Watcher watcher, TrustConnect trust, @Nullable WebhookClient webhook, Notes notes)
      throws InterruptedException {
    List<WatchedFile<?>> watched = new ArrayList<>();
    Path listFile = list;
    if (listFile != null) {
      watched.add(
          new WatchedFile<>(
              "--list",
              listFile,
              () -> listed(listFile),
              endpoints,
              said -> List.of(),
              said -> replaced(watcher, said),
              notes));
    }
    Path policyFile = policy;
    PolicyFile read = policies;
    if (policyFile != null && read != null) {
      watched.add(
          new WatchedFile<>(
              "--policy",
              policyFile,
              () -> policies(policyFile),
              read,
              PolicyFile::pemFiles,
              said -> replaced(watcher, trust, webhook, said),
              notes));
    }
    Path lockFile = lock;
    if (lockFile != null) {
      watched.add(
          new WatchedFile<>(
              "--lock",
              lockFile,
              () -> TrustLock.read(lockFile),
              locked,
              said -> List.of(),
              said -> replaced(watcher, said),
              notes));
    }
    return watched;
  }

  private static String replaced(Watcher watcher, Set<Endpoint> said) {
    watcher.replace(said);
    return said.size() + (said.size() == 1 ? " endpoint is" : " endpoints are") + " watched";
  }

  private static String replaced(Watcher watcher, TrustLock said) {
    watcher.replaceLock(said);
    return "endpoints are compared with it from now on";
  }

  private String replaced(
      Watcher watcher, TrustConnect trust, @Nullable WebhookClient webhook, PolicyFile said) {
    Set<Endpoint> named = list == null ? named(said) : Set.of(); // before anything is replaced
    Set<StartupSetting> later = trust.replacePolicies(said);
    if (webhook != null) {
      webhook.use(said);
    }
    String now = "its policies are in force";
    if (list == null) {
      now += "; " + replaced(watcher, named);
    }
    return later.isEmpty() ? now : now + "; these fields need a restart: " + later;
  }
}
