package dev.trustconnect.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.LoopbackDoh;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** Providers of cryptography are a setting of the whole JVM: each case has one of its own. */
@Timeout(120)
class OtherProvidersTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void honestCallsPassWithConscryptAsTheFirstProvider(boolean jsseWasUsed, @TempDir Path folder)
      throws Exception {
    try (OkHttpLab lab = new OkHttpLab();
        LoopbackDoh doh = LoopbackDoh.start(OtherProvidersTest::echo)) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dtrustconnect.okhttp=" + System.getProperty("trustconnect.okhttp"),
                  "-cp",
                  System.getProperty("java.class.path"),
                  ConscryptFirst.class.getName(),
                  String.valueOf(jsseWasUsed),
                  lab.api.url(OkHttpLab.API, "/"),
                  lab.internet.ca().writePem(folder.resolve("api.pem")).toString(),
                  doh.url(),
                  doh.ca().writePem(folder.resolve("doh.pem")).toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(process.waitFor()).as(output).isZero();
      String proven = OkHttpLab.API + " SECURE at 127.0.1.10";
      assertThat(output.lines().filter(line -> line.contains(": 200") && line.contains(proven)))
          .as(output)
          .hasSize(2 * Wiring.all().size());
      assertThat(output).contains("inspect: protected", "socket: " + proven);
      assertThat(output.lines().filter(line -> line.startsWith("DoH: "))).hasSize(2);
    }
  }

  private static Message echo(Message query) {
    Message response = query.clone();
    response.getHeader().setFlag(Flags.QR);
    return response;
  }
}
