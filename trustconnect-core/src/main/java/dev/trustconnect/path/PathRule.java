package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.peer.PeerName;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule for a whole candidate, from the peer's certificate to the root. */
enum PathRule {
  // The most expensive one last.
  ENCODING(Reason.PATH_MALFORMED),
  EXTENSIONS(Reason.PATH_MALFORMED),
  WORK(Reason.PATH_TOO_LONG),
  VALIDITY(Reason.PATH_EXPIRED),
  STRENGTH(Reason.PATH_KEY_WEAK),
  USAGES(Reason.PATH_PURPOSE_NOT_SERVER),
  ROOT_AUTHORITY(Reason.PATH_CONSTRAINT_BROKEN),
  PKIX(Reason.PATH_HASH_WEAK),
  ROOT_CONSTRAINTS(Reason.PATH_CONSTRAINT_BROKEN),
  HOST_CONSTRAINTS(Reason.PATH_CONSTRAINT_BROKEN),
  SVID(Reason.PATH_NOT_AN_SVID),
  NAME(Reason.PATH_CONSTRAINT_BROKEN); // of a client, for the name that matches

  private final Reason mostTelling;

  /** A rule; {@code mostTelling} is the most important reason that it can fail with. */
  PathRule(Reason mostTelling) {
    this.mostTelling = mostTelling;
  }

  /**
   * The purpose of a path, and the work done for its chain so far.
   *
   * @param keyExchange the key exchange, as JSSE passes it to a trust manager
   * @param chain the extensions of the chain's certificates
   * @param work the comparisons counted for this chain so far
   */
  record Wanted(
      PeerName peer, String keyExchange, Instant now, ChainExtensions chain, PkixWorkLimit work) {}

  private void check(List<X509Certificate> path, Wanted wanted) throws PathFailure {
    switch (this) {
      case ENCODING -> UnambiguousEncoding.check(path);
      case EXTENSIONS -> ReadableExtensions.check(path, wanted.chain());
      case WORK -> wanted.work().charge(path);
      case VALIDITY -> Validity.check(path, wanted.now());
      case STRENGTH -> KeyAndHashStrength.check(path);
      case USAGES -> {
        if (wanted.peer().clients() == null) {
          KeyUsages.check(path, wanted.keyExchange(), wanted.chain());
        } else {
          KeyUsages.checkClient(path, wanted.chain());
        }
      }
      case ROOT_AUTHORITY -> RootAuthority.check(path, wanted.chain());
      case PKIX -> PkixRules.check(path, wanted.now());
      case ROOT_CONSTRAINTS -> RootConstraints.check(path, wanted.chain());
      case HOST_CONSTRAINTS -> {
        if (wanted.peer().clients() == null) { // otherwise for the name that matches
          HostConstraints.check(path, wanted.peer(), wanted.chain());
        }
      }
      case SVID -> SvidRules.check(path, wanted.peer(), wanted.chain());
      case NAME -> {
        String unused = NameMatch.find(wanted.peer(), path, wanted.chain());
      }
    }
  }

  /**
   * The failure of {@code path} with the most important reason; null if all rules hold. Skips rules
   * that can't fail with a more important reason than the one found already; so {@link #PKIX} never
   * runs on a path that exceeds its limit of {@link #WORK}.
   */
  static @Nullable PathFailure failureOf(List<X509Certificate> path, Wanted wanted) {
    PathFailure found = null;
    for (PathRule rule : values()) {
      if (found != null && found.reason().rank() <= rule.mostTelling.rank()) {
        continue;
      }
      try {
        rule.check(path, wanted);
      } catch (PathFailure failure) {
        found = PathFailure.moreTelling(found, failure);
      }
    }
    return found;
  }

  /**
   * The certificates whose contents are checked: all but the root (RFC 5280 §6.1), unless there is
   * nothing else.
   */
  static List<X509Certificate> belowRoot(List<X509Certificate> path) {
    return path.subList(0, Math.max(1, path.size() - 1));
  }

  /** RFC 5280 §3.2: subject and issuer are the same name, as when an authority changes its key. */
  static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
