package dev.trustconnect.spring;

import dev.trustconnect.micrometer.HostTags;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;

/**
 * The properties {@code trustconnect.*}. A misspelt one would leave the application unguarded, so
 * an unknown one is an error.
 *
 * @param policyFile {@code classpath:} or {@code file:} and a path
 * @param reload the interval in which the file is looked at for changes, such as {@code 30s}; with
 *     {@code 0}, or without it, changes take effect at the next start
 * @param refuseUnguardedClients whether a Spring client that can't be guarded ends the start
 * @param metrics which metrics there are
 */
@ConfigurationProperties(prefix = "trustconnect", ignoreUnknownFields = false)
record TrustConnectProperties(
    @Nullable String policyFile,
    @Nullable String reload,
    boolean refuseUnguardedClients,
    @DefaultValue Metrics metrics) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  /**
   * The properties {@code trustconnect.metrics.*}.
   *
   * @param enabled whether there are metrics where Micrometer is; read by a condition
   * @param hosts which host names become values of tags
   */
  record Metrics(@DefaultValue("true") boolean enabled, @DefaultValue("listed") HostTags hosts) {}

  TrustConnectProperties {
    if (policyFile != null
        && !policyFile.startsWith("classpath:")
        && !policyFile.startsWith("file:")) {
      throw new StartRefusedException(
          "trustconnect.policy-file is neither a classpath: nor a file: location",
          "write it as classpath:policies.yaml or file:/etc/app/policies.yaml");
    }
    if (interval(reload).isPresent() && (policyFile == null || !policyFile.startsWith("file:"))) {
      throw new StartRefusedException(
          "trustconnect.reload needs a policy file that can change",
          "set trustconnect.policy-file to a file: location, or remove trustconnect.reload");
    }
  }

  /** The interval in which the policy file is looked at; empty if it isn't. */
  Optional<Duration> reloadInterval() {
    return interval(reload);
  }

  /** Read here, since Spring Boot's message doesn't say what to write. */
  private static Optional<Duration> interval(@Nullable String reload) {
    if (reload == null || reload.isBlank()) {
      return Optional.empty();
    }
    Duration interval;
    try {
      interval = DurationStyle.detectAndParse(reload.strip(), ChronoUnit.MILLIS);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw noInterval(reload, e);
    }
    if (interval.isZero()) {
      return Optional.empty();
    }
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw noInterval(reload, null);
    }
    return Optional.of(interval);
  }

  private static StartRefusedException noInterval(String reload, @Nullable Exception cause) {
    String what = "trustconnect.reload isn't an interval from a second to a day: " + reload;
    String remedy =
        "write it as trustconnect.reload=30s, with a unit such as s, m or h; or remove it, so that"
            + " a change takes effect at the next start";
    return cause == null
        ? new StartRefusedException(what, remedy)
        : new StartRefusedException(what, remedy, cause);
  }
}
