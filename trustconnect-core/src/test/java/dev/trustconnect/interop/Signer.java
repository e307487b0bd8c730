package dev.trustconnect.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes keys and signed zone files out of plans, with BIND's own tools. */
final class Signer {
  private static final Program KEYGEN = Program.named("dnssec-keygen");
  private static final Program DSFROMKEY = Program.named("dnssec-dsfromkey");
  private static final Program SIGNZONE = Program.named("dnssec-signzone");

  private final Path folder;
  private final List<ZonePlan> plans;
  private final Map<String, List<KeyFile>> keys = new ConcurrentHashMap<>();

  private Signer(Path folder, List<ZonePlan> plans) {
    this.folder = folder;
    this.plans = plans;
  }

  /** Writes every planned zone to {@code folder} and returns them in the plans' order. */
  static List<SignedZone> sign(Path folder, List<ZonePlan> plans) {
    Signer signer = new Signer(folder, plans);
    plans.parallelStream().forEach(plan -> signer.keys.put(plan.origin(), signer.makeKeys(plan)));
    return plans.parallelStream().map(signer::write).toList();
  }

  private List<KeyFile> makeKeys(ZonePlan plan) {
    List<KeyFile> made = new ArrayList<>();
    for (ZonePlan.Key key : plan.keys()) {
      List<String> arguments = new ArrayList<>(List.of("-q", "-a", key.mnemonic()));
      if (key.isRsa()) {
        arguments.addAll(List.of("-b", Integer.toString(plan.bits())));
      }
      if (key.isKeySigning()) {
        arguments.addAll(List.of("-f", "KSK"));
      }
      arguments.add(plan.origin());
      String stem = said(KEYGEN.run(folder, arguments), "K");
      made.add(new KeyFile(stem, key.isKeySigning()));
    }
    return made;
  }

  /** The line a tool was run for, between the warnings about old algorithms. */
  private static String said(String output, String start) {
    return output.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  private SignedZone write(ZonePlan plan) {
    try {
      String stem = plan.origin().equals(".") ? "root" : plan.origin().replaceAll("\\.$", "");
      Path unsigned = Files.writeString(folder.resolve(stem + ".unsigned"), unsigned(plan));
      Path served = folder.resolve(stem + ".zone");
      if (plan.isSigned()) {
        SIGNZONE.run(folder, arguments(plan, unsigned, served));
        Files.write(served, plan.harm().apply(Files.readAllLines(served)));
      } else {
        Files.copy(unsigned, served);
      }
      return new SignedZone(plan, served, keyLines(plan, true));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<String> arguments(ZonePlan plan, Path unsigned, Path served) {
    List<String> arguments =
        new ArrayList<>(
            List.of("-q", "-P", "-O", "full", "-o", plan.origin(), "-f", served.toString()));
    arguments.addAll(plan.signerOptions());
    keysOf(plan).stream()
        .filter(KeyFile::isKeySigning)
        .forEach(key -> arguments.addAll(List.of("-k", key.stem())));
    arguments.add(unsigned.toString());
    keysOf(plan).stream()
        .filter(key -> !key.isKeySigning())
        .forEach(key -> arguments.add(key.stem()));
    return arguments;
  }

  private String unsigned(ZonePlan plan) throws IOException {
    StringBuilder text = new StringBuilder("$ORIGIN " + plan.origin() + "\n$TTL 300\n");
    text.append("@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\n");
    text.append("ns A 127.0.0.1\n").append(plan.records());
    keyLines(plan, false).forEach(line -> text.append(line).append('\n'));
    for (ZonePlan child : plans) {
      if (child.isBelow(plan)
          && plans.stream().noneMatch(z -> child.isBelow(z) && z.isBelow(plan))) {
        text.append(child.origin()).append(" NS ns.").append(child.origin()).append('\n');
        text.append("ns.").append(child.origin()).append(" A 127.0.0.1\n");
        child
            .delegation()
            .choose(name -> ds(child, name))
            .forEach(line -> text.append(line).append('\n'));
      }
    }
    return text.toString();
  }

  private List<String> ds(ZonePlan child, String digest) {
    return keysOf(child).stream()
        .filter(KeyFile::isKeySigning)
        .map(key -> said(DSFROMKEY.run(folder, List.of("-a", digest, key.stem())), child.origin()))
        .toList();
  }

  private List<String> keyLines(ZonePlan plan, boolean keySigningOnly) throws IOException {
    List<String> lines = new ArrayList<>();
    for (KeyFile key : keysOf(plan)) {
      if (key.isKeySigning() || !keySigningOnly) {
        Files.readAllLines(folder.resolve(key.stem() + ".key")).stream()
            .filter(line -> !line.startsWith(";"))
            .forEach(lines::add);
      }
    }
    return lines;
  }

  private List<KeyFile> keysOf(ZonePlan plan) {
    return keys.getOrDefault(plan.origin(), List.of());
  }

  private record KeyFile(String stem, boolean isKeySigning) {}

  /**
   * A zone on disk.
   *
   * @param keySigningKeys DNSKEY lines in zone-file syntax
   */
  record SignedZone(ZonePlan plan, Path file, List<String> keySigningKeys) {}
}
