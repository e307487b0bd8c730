package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.option.ExitStatus;
import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.RootCause;
import dev.trustconnect.remark.RootCauses;
import dev.trustconnect.remark.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The result of a run, as all formats show it.
 *
 * @param at when it began
 * @param source what the endpoints were read from, for the run's identity: a file, or empty
 * @param endpoints what was audited, in the order given
 * @param causes what several of them have in common
 * @param failOn the least severity that fails the run
 * @param baseline what is known already
 * @param wanted how many endpoints were to be audited: more than were if the run was interrupted
 * @param wrongLines how many lines of the list couldn't be read
 */
record Report(
    Instant at,
    String source,
    List<Audited> endpoints,
    List<RootCause> causes,
    Severity failOn,
    Baseline baseline,
    int wanted,
    int wrongLines) {
  static final int FOUND = 1;
  static final int NOT_JUDGED = 3;

  Report {
    endpoints = List.copyOf(endpoints);
    causes = List.copyOf(causes);
  }

  static Report of(
      Instant at,
      String source,
      List<Audited> endpoints,
      Severity failOn,
      Baseline baseline,
      int wanted,
      int wrongLines) {
    return new Report(
        at,
        source,
        endpoints,
        RootCauses.of(endpoints.stream().flatMap(one -> one.assessment().stream()).toList()),
        failOn,
        baseline,
        wanted,
        wrongLines);
  }

  /** The report of the same run with what it found. */
  Report with(List<Audited> found) {
    return of(at, source, found, failOn, baseline, wanted, wrongLines);
  }

  /** Since when a remark is known; empty if it is new and counts. */
  Optional<Instant> knownSince(Remark remark) {
    return baseline.since(remark);
  }

  /** When a remark was first seen: by this run, unless the baseline has it. */
  Instant firstSeen(Remark remark) {
    return baseline.firstSeen(remark).orElse(at);
  }

  /** Whether a remark fails the run. */
  boolean fails(Remark remark) {
    return knownSince(remark).isEmpty() && remark.severity().isAtLeast(failOn);
  }

  /** The cause that a remark shares with others. */
  Optional<RootCause> causeOf(Remark remark) {
    return causes.stream().filter(cause -> cause.explains(remark)).findFirst();
  }

  /** The number of a cause, from 1. */
  int number(RootCause cause) {
    return causes.indexOf(cause) + 1;
  }

  /** The new remarks; those that share a cause count once. */
  private List<Remark> counted() {
    Set<RootCause> seen = new HashSet<>();
    List<Remark> counted = new ArrayList<>();
    for (Remark remark : remarks()) {
      Optional<RootCause> cause = causeOf(remark);
      if (knownSince(remark).isEmpty() && (cause.isEmpty() || seen.add(cause.get()))) {
        counted.add(remark);
      }
    }
    return counted;
  }

  private List<Remark> remarks() {
    return endpoints.stream().flatMap(one -> one.remarks().stream()).toList();
  }

  /** How many new remarks have this severity. */
  int count(Severity severity) {
    return (int) counted().stream().filter(remark -> remark.severity() == severity).count();
  }

  /** How many remarks are known and left alone. */
  int suppressed() {
    return (int) remarks().stream().filter(remark -> knownSince(remark).isPresent()).count();
  }

  /** How many checks couldn't be made. */
  int notEvaluated() {
    return endpoints.stream().mapToInt(one -> one.notEvaluated().size()).sum();
  }

  /** How many endpoints couldn't be judged. */
  int notJudged() {
    return (int) endpoints.stream().filter(one -> !one.isJudged()).count();
  }

  boolean isInterrupted() {
    return endpoints.size() < wanted;
  }

  /**
   * The exit status. A finding outranks a bad line, and a bad line outranks an endpoint that wasn't
   * judged.
   */
  int status() {
    if (remarks().stream().anyMatch(this::fails)) {
      return FOUND;
    }
    if (wrongLines > 0) {
      return ExitStatus.USAGE;
    }
    return notJudged() > 0 || isInterrupted() ? NOT_JUDGED : 0;
  }
}
