package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.config.PolicyFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/** The policy file that the properties name. */
final class ConfiguredPolicies {
  private static final String YAML = "org.snakeyaml.engine.v2.api.LoadSettings";

  private final String location;
  private final PolicyFile policies;
  private final @Nullable Watched watched;

  private ConfiguredPolicies(String location, PolicyFile policies, @Nullable Watched watched) {
    this.location = location;
    this.policies = policies;
    this.watched = watched;
  }

  /** A file that is looked at in this interval. */
  private record Watched(Path file, Duration interval) {}

  static ConfiguredPolicies of(TrustConnectProperties properties, ResourceLoader resources) {
    String location = properties.policyFile();
    if (location == null) {
      throw new StartRefusedException("no policy file", "set trustconnect.policy-file");
    }
    Resource resource = resources.getResource(location);
    if (!resource.exists()) {
      throw missing(location, null);
    }
    if (!ClassUtils.isPresent(YAML, PolicyFile.class.getClassLoader())) {
      throw new StartRefusedException(
          "policy files need SnakeYAML Engine", "add org.snakeyaml:snakeyaml-engine");
    }
    try {
      if (!resource.isFile()) { // in a jar
        try (InputStream in = resource.getInputStream()) {
          return new ConfiguredPolicies(location, PolicyFile.read(in, location), null);
        }
      }
      Path file = resource.getFile().toPath();
      if (!Files.isRegularFile(file)) { // a pipe would block
        throw new StartRefusedException(
            location + " isn't a regular file", "set trustconnect.policy-file to a file");
      }
      Watched watched =
          properties.reloadInterval().map(interval -> new Watched(file, interval)).orElse(null);
      return new ConfiguredPolicies(location, PolicyFile.read(file), watched);
    } catch (IOException e) {
      throw missing(location, e);
    }
  }

  private static StartRefusedException missing(String location, @Nullable IOException cause) {
    String what = "the policy file " + location + " is missing or can't be read";
    String remedy = "put it there, or correct trustconnect.policy-file";
    return cause == null
        ? new StartRefusedException(what, remedy)
        : new StartRefusedException(what, remedy, cause);
  }

  /**
   * Builds, and reports the errors that only the builder can find: an identity that is missing or
   * has expired.
   */
  private TrustConnect build(TrustConnect.Builder builder) {
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new StartRefusedException(
          "the settings of " + location + " don't fit together: " + e.getMessage(),
          "correct them, or the settings of a TrustConnectCustomizer",
          e);
    }
  }

  /** Builds, and watches the file if the properties say so. */
  TrustConnect open(Consumer<TrustConnect.Builder> more) {
    TrustConnect.Builder builder = TrustConnect.builder().file(policies);
    more.accept(builder);
    TrustConnect trust = build(builder);
    if (watched == null) {
      return trust;
    }
    try {
      trust.watch(watched.file(), watched.interval());
      return trust;
    } catch (IOException e) {
      trust.close();
      throw missing(location, e);
    } catch (RuntimeException e) {
      trust.close();
      throw e;
    }
  }
}
