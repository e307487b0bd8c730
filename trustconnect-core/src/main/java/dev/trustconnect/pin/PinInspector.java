package dev.trustconnect.pin;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.VerifiedPath;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Looks for one of a set of pins in the verified path.
 *
 * @param pins what is wanted
 */
public record PinInspector(PinSet pins) {

  /** What was found. Doesn't block; never throws. */
  public Finding inspect(VerifiedPath path) {
    List<Pin> matched = matched(path);
    if (matched.isEmpty()) {
      return new Finding.Violated(
          Check.PINNED,
          Reason.PIN_NOT_IN_PATH,
          "a path with " + String.join(", ", comparable(path)),
          pins.toString());
    }
    return new Finding.Satisfied(
        Check.PINNED, matched.stream().map(Pin::toString).collect(Collectors.joining(", ")));
  }

  /** What is in the path, in the forms that are pinned. */
  private List<String> comparable(VerifiedPath path) {
    List<String> seen = new ArrayList<>(pinsOf(path));
    if (pins.pins().stream().anyMatch(CertificatePin.class::isInstance)) {
      path.certificates().forEach(c -> seen.add(CertificatePin.of(c).toString()));
    }
    return seen;
  }

  /** Whether a path of these certificates, verified or not, would hold one of the pins. */
  public boolean wouldMatch(List<X509Certificate> candidate) {
    return pins.pins().stream().anyMatch(pin -> pin.wouldBeIn(candidate));
  }

  /** The pins that {@code path} holds; empty if none. */
  public List<Pin> matched(VerifiedPath path) {
    return pins.pins().stream().filter(pin -> pin.isIn(path)).toList();
  }

  /** What could be pinned in {@code path}, ready to paste: the keys, leaf first. */
  public static List<String> pinsOf(VerifiedPath path) {
    return path.certificates().stream()
        .map(certificate -> SpkiPin.of(certificate).toString())
        .toList();
  }
}
