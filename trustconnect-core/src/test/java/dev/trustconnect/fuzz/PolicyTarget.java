package dev.trustconnect.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.config.PolicyFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A policy file. It is read, or refused with a place; nothing else. */
final class PolicyTarget implements FuzzTarget {
  private final Path file;

  PolicyTarget() {
    try {
      file = Files.createTempDirectory("policy").resolve("policy.yaml");
      file.toFile().deleteOnExit();
      file.getParent().toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void run(byte[] input) throws IOException {
    Files.write(file, input);
    try {
      PolicyFile.read(file);
    } catch (PolicyFileException refused) {
      if (refused.getMessage() == null || !refused.getMessage().contains(file.toString())) {
        throw refused;
      }
    }
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(POLICY.getBytes(UTF_8), "".getBytes(UTF_8), "a: &a [*a]\n".getBytes(UTF_8));
  }

  private static final String POLICY =
      """
      version: 1
      profile: STRICT
      upstreams:
        - QUAD9
        - url: https://dns.example/dns-query
          bootstrap: [192.0.2.53, "2001:db8::53"]
          pins: ["sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
          label: ours
      proxies: ["192.0.2.80:3128", "[2001:db8::80]:3128"]
      endpoints:
        - host: "*.example.com"
          mode: REPORT_ONLY
        - host: api.example.com
          dnssec: REQUIRE_SECURE
              pins:
            - leaf:sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
            - sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=
          pinsExpire: 2027-06-30
          addresses: [198.18.7.0/24, "::ffff:198.18.7.0/120"]
          aliasOwners: [cdn.example]
          requireBoundAddress: true
          credentials: [x-api-key, X-Other]
          credentialRule: STRIP
          requireFreshAnswers: true
      """;
}
