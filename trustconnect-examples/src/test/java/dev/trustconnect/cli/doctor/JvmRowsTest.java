package dev.trustconnect.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rows about the Java runtime: a healthy one, and one harm each. */
class JvmRowsTest {
  private final FakeMachine machine = new FakeMachine();

  private Row row(String id) {
    return new JvmChecks(machine.jvm())
        .checks().stream()
            .filter(check -> check.id().equals(id))
            .map(check -> check.examination().get().get(0))
            .findFirst()
            .orElseThrow();
  }

  private String text(String id) {
    Row row = row(id);
    return row.state().code() + ": " + Hidden.shown(row.text());
  }

  @Test
  void runtimeAsShippedIsInOrder() {
    assertThat(row("doctor.jvm"))
        .isEqualTo(Row.ok("doctor.jvm", "17.0.15, TLS 1.3 and 1.2, 1 root, nothing weakened"));
  }

  @Test
  void runtimeWeakerThanShippedFails() {
    machine.security.put("jdk.tls.disabledAlgorithms", "SSLv3,TLSv1");
    assertThat(text("doctor.jvm"))
        .isEqualTo(
            "failed: 17.0.15, weaker than it was shipped: jdk.tls.disabledAlgorithms lacks RC4,"
                + " MD5withRSA");
    assertThat(row("doctor.jvm").remedy()).contains("-Djava.security.properties");
  }

  @Test
  void restrictionsInAnotherOrderWeakenNothing() {
    machine.security.put("jdk.tls.disabledAlgorithms", "md5withrsa,RC4,  TLSv1, SSLv3, DES");
    assertThat(row("doctor.jvm").state()).isEqualTo(State.OK);
  }

  @Test
  void runtimeWithoutATrustStoreFails() {
    machine.properties.put("javax.net.ssl.trustStore", "/nowhere");
    machine.breakTrustStore();
    assertThat(text("doctor.jvm"))
        .startsWith("failed: 17.0.15, no usable trust store: ")
        .contains("/nowhere/cacerts");
  }

  @Test
  void secondCopyOfOkHttpIsAWarning() {
    machine.okHttpCopies = 2;
    assertThat(text("doctor.jvm"))
        .isEqualTo("warning: 17.0.15, 2 copies of OkHttp on the class path");
  }

  @Test
  void providerBeforeTheShippedOneIsAWarning() {
    machine.providers.add(0, "Acme\u001b[31m");
    assertThat(text("doctor.jvm"))
        .isEqualTo("warning: 17.0.15, security provider Acme?[31m comes first");
  }

  @Test
  void usualCacheIsInOrder() {
    assertThat(row("doctor.jvm-cache"))
        .isEqualTo(
            Row.ok(
                "doctor.jvm-cache",
                "positive 30 s, negative 10 s: the JVM's own look-ups; TrustConnect doesn't use"
                    + " them"));
  }

  @Test
  void cacheForeverIsAWarningByEitherProperty() {
    machine.security.put("networkaddress.cache.ttl", "-1");
    assertThat(text("doctor.jvm-cache")).startsWith("warning: positive forever, negative 10 s");
    machine.security.remove("networkaddress.cache.ttl");
    machine.properties.put("sun.net.inetaddr.negative.ttl", "-1");
    assertThat(text("doctor.jvm-cache")).startsWith("warning: positive 30 s, negative forever");
  }

  @Test
  void resolverThatNothingReplacesIsInOrder() {
    machine.properties.put("java.net.preferIPv4Stack", "false");
    assertThat(text("doctor.jvm-names")).isEqualTo("ok: nothing replaces the JVM's resolver");
  }

  @Test
  void replacedResolverIsAWarning() {
    machine.properties.put("jdk.net.hosts.file", "/tmp/hosts");
    assertThat(text("doctor.jvm-names"))
        .isEqualTo("warning: -Djdk.net.hosts.file=/tmp/hosts replaces all DNS of the JVM");
    machine.properties.remove("jdk.net.hosts.file");
    machine.resolverProvider = "com.acme.Names";
    assertThat(text("doctor.jvm-names")).isEqualTo("warning: resolver provider com.acme.Names");
    machine.resolverProvider = "";
    machine.properties.put("java.net.preferIPv6Addresses", "true");
    assertThat(text("doctor.jvm-names")).isEqualTo("warning: -Djava.net.preferIPv6Addresses=true");
  }

  @Test
  void factsOfThisProcessAreRead() {
    JvmFacts facts = JvmFacts.ofProcess();
    assertThat(facts.shipped()).containsKey("jdk.tls.disabledAlgorithms");
    assertThat(facts.protocols()).contains("TLSv1.3");
    assertThat(facts.providers()).isNotEmpty();
    assertThat(facts.okHttpCopies()).isEqualTo(1);
  }
}
