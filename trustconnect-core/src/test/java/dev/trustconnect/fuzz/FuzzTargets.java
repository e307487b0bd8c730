package dev.trustconnect.fuzz;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The targets by name; and where the fuzzer comes in. */
public final class FuzzTargets {
  /** Made when needed: a target's world takes its time. */
  static final Map<String, Supplier<FuzzTarget>> ALL =
      new TreeMap<>(
          Map.of(
              "message", MessageTarget::new,
              "chain", ChainTarget::new,
              "doh-body", DohBodyTarget::new,
              "certificate", CertificateTarget::new,
              "policy", PolicyTarget::new));

  private static final class Chosen {
    static final FuzzTarget TARGET = ALL.get(System.getProperty("fuzz.target", "message")).get();
  }

  private FuzzTargets() {}

  /** Called by the fuzzer for every input; the target is that of the system property. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    Chosen.TARGET.run(input);
  }
}
