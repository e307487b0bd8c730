package dev.trustconnect.replay;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of Unbound's files is no question for a stub validator, and why.
 *
 * <p>By name where the file was looked into; by what a file configures where a new one appears.
 */
final class ReplayExclusions {
  private static final String AGGRESSIVE =
      "the expected answer is made from an NSEC that came before (RFC 8198), which only a validator"
          + " that remembers denials can; it does, and is compared";
  private static final String MENDED =
      "Unbound puts an NSEC from its cache in place of one that the servers' answer lacks; to us an"
          + " answer whose own denial doesn't hold is broken";
  private static final String REFERRAL =
      "a question with RD=0 that Unbound answers by a referral from its cache; a stub asks with"
          + " RD=1";

  private static final Map<String, Exclusion> NAMED =
      Map.of(
          "val_faildnskey_ok.rpl",
          Exclusion.file(
              "harden-dnssec-stripped: no takes a zone for insecure when its DNSKEY can't be had;"
                  + " INSECURE needs a signed proof (RFC 4035 §5.2), there is no downgrade mode"),
          "val_ta_algo_missing.rpl",
          Exclusion.file(
              "harden-algo-downgrade: yes wants a signature of every algorithm; any one valid path"
                  + " suffices (RFC 6840 §5.11)"),
          "val_negcache_nta.rpl",
          Exclusion.steps(
              "domain-insecure is a negative trust anchor (RFC 7646): we have none", 20),
          "val_negcache_nxdomain.rpl",
          Exclusion.steps(AGGRESSIVE, 20),
          "val_negcache_ttl.rpl",
          Exclusion.steps(AGGRESSIVE, 11),
          "val_cnameqtype_qmin.rpl",
          Exclusion.steps(MENDED, 140),
          "val_dnameqtype.rpl",
          Exclusion.steps(MENDED, 140, 160, 200),
          "val_dnameqtype_qmin.rpl",
          Exclusion.steps(MENDED, 140, 160, 200),
          "val_refer_unsignadd.rpl",
          Exclusion.steps(REFERRAL, 11),
          "val_referglue.rpl",
          Exclusion.steps(REFERRAL, 5));

  /**
   * Settings that make Unbound something else than a validator with fixed anchors; null: with any
   * value.
   */
  private static final List<Feature> FEATURES =
      List.of(
          new Feature("domain-insecure", null, "negative trust anchors (RFC 7646)"),
          new Feature("harden-dnssec-stripped", "no", "a missing DNSKEY taken for insecure"),
          new Feature("harden-algo-downgrade", "yes", "a signature of every algorithm wanted"),
          new Feature("val-permissive-mode", "yes", "bogus answers handed on"),
          new Feature("auto-trust-anchor-file", null, "anchors that roll over (RFC 5011)"),
          new Feature("trust-anchor-file", null, "anchors in a file that isn't here"),
          new Feature("trusted-keys-file", null, "anchors in a file that isn't here"),
          new Feature("dlv-anchor", null, "lookaside validation (RFC 8749 retired it)"),
          new Feature("dlv-anchor-file", null, "lookaside validation (RFC 8749 retired it)"),
          new Feature("auth-zone", null, "zones of Unbound's own"),
          new Feature("rpz", null, "response policy zones"),
          new Feature("val-override-date", "-1", "signature times ignored"));

  private ReplayExclusions() {}

  /** Something Unbound is configured to do that isn't ours to do. */
  private record Feature(String setting, String value, String why) {
    boolean isIn(RplFile file) {
      List<String> values = file.config().settings().getOrDefault(setting, List.of());
      return value == null ? !values.isEmpty() : values.contains(value);
    }
  }

  /**
   * What is left out of a file.
   *
   * @param steps the QUERY steps whose answers aren't compared; empty: the whole file
   * @param isNamed looked into by a person: then it must still be needed
   */
  record Exclusion(Set<Integer> steps, String why, boolean isNamed) {
    static Exclusion file(String why) {
      return new Exclusion(Set.of(), why, true);
    }

    static Exclusion steps(String why, Integer... steps) {
      return new Exclusion(new TreeSet<>(List.of(steps)), why, true);
    }

    boolean isWholeFile() {
      return steps.isEmpty();
    }

    @Override
    public String toString() {
      String which = steps.stream().map(String::valueOf).collect(Collectors.joining(", "));
      return isWholeFile() ? why : "step " + which + ": " + why;
    }
  }

  /** What is left out of {@code file}; empty: nothing. */
  static Optional<Exclusion> of(RplFile file) {
    Exclusion named = NAMED.get(file.name());
    if (named != null) {
      return Optional.of(named);
    }
    if (!file.config().settings().containsKey("val-override-date")) {
      return Optional.of(new Exclusion(Set.of(), "no date to validate at", false));
    }
    if (file.config().anchors().isEmpty()) {
      String why = "no trust anchor: a validator without one refuses to start";
      return Optional.of(new Exclusion(Set.of(), why, false));
    }
    if (file.name().equals("val_unalgo_anchor.rpl")) {
      String why = "no anchor of a known algorithm: a validator without one refuses to start";
      return Optional.of(new Exclusion(Set.of(), why, false));
    }
    Optional<Exclusion> feature =
        FEATURES.stream()
            .filter(any -> any.isIn(file))
            .findFirst()
            .map(any -> new Exclusion(Set.of(), any.setting() + ": " + any.why(), false));
    if (feature.isPresent()) {
      return feature;
    }
    Set<Integer> disabled = checkingDisabled(file);
    if (disabled.size() == questions(file).count()) {
      return Optional.of(new Exclusion(Set.of(), "asks nothing that a validator judges", false));
    }
    return disabled.isEmpty()
        ? Optional.empty()
        : Optional.of(new Exclusion(disabled, "with CD=1 Unbound doesn't validate", false));
  }

  /** The steps that can't be compared even with the memory of denials that some of them need. */
  static Set<Integer> leftOutWithDenials(RplFile file) {
    return of(file)
        .filter(exclusion -> !exclusion.why().equals(AGGRESSIVE))
        .map(Exclusion::steps)
        .orElse(Set.of());
  }

  private static Stream<RplFile.Step> questions(RplFile file) {
    return file.steps().stream().filter(step -> step.kind().equals("QUERY"));
  }

  private static Set<Integer> checkingDisabled(RplFile file) {
    return questions(file)
        .filter(step -> step.entry().stream().anyMatch(entry -> entry.flags().contains("CD")))
        .map(RplFile.Step::number)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
