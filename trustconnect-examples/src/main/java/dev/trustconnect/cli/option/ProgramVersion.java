package dev.trustconnect.cli.option;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Reads the version from the jar's manifest. */
public final class ProgramVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(ProgramVersion.class.getPackage().getImplementationVersion())
            .orElse("(not from a jar)");
    return new String[] {"trustconnect " + version};
  }
}
