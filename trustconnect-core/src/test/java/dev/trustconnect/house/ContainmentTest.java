package dev.trustconnect.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.trustconnect.testing.house.ModuleUnderTest;
import org.junit.jupiter.api.Test;

/** Each foreign library has the rooms it may be seen in, and a new one has to be let in here. */
class ContainmentTest {
  private static final String BASE = "dev.trustconnect.";

  private final JavaClasses main = ModuleUnderTest.mainClasses();

  @Test
  void dnsjavaStaysInDnsPackages() {
    contain(
        "org.xbill..",
        "outside these rooms a name is a HostName and an answer a Resolution",
        BASE + "name..", // it reads address literals
        BASE + "dnssec..",
        BASE + "message..",
        BASE + "upstream..",
        BASE + "resolve..",
        BASE + "zone..", // reads keys, DS and signatures
        BASE + "dane..");
  }

  @Test
  void bouncyCastleStaysInCryptoPackages() {
    contain(
        "org.bouncycastle..",
        "outside these rooms a signature or certificate has already been judged; ask the room that"
            + " did",
        BASE + "dnssec.keys..",
        BASE + "path..",
        BASE + "pin..",
        BASE + "lock..", // names and extensions of certificates that were verified
        BASE + "identity..", // PEM blocks and key formats
        BASE + "dane..",
        BASE + "ct..");
  }

  @Test
  void jsseStaysInConnectionPackages() {
    contain(
        "javax.net.ssl..",
        "a socket, session or trust manager elsewhere would be one no gate looks at",
        BASE + "upstream..",
        BASE + "path..",
        BASE + "gate..",
        BASE + "server..",
        BASE + "survey..", // its handshakes send nothing
        BASE + "audit..", // its connection carries events, and its own failures can't be judged
        BASE + "http..", // shows the context that it was given
        "dev.trustconnect");
  }

  /** A trust manager that accepts everything is for connections on which nothing is sent. */
  @Test
  void onlyTheObservingHandshakeAcceptsAnyCertificate() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(BASE + "survey.ObservingHandshake")
        .and()
        .doNotHaveFullyQualifiedName(BASE + "survey.ObservingTrustManager")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(BASE + "survey.ObservingTrustManager")
        .because("its contexts must not reach code that sends something")
        .check(main);
    noClasses()
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are the observing handshake, outside of survey",
                type -> type.getName().endsWith("survey.ObservingHandshake")))
        .because("only a survey may look at an invalid chain")
        .check(main.that(notIn(BASE + "survey")));
    assertThat(main.get(BASE + "survey.ObservingHandshake").getModifiers())
        .as("package-private")
        .doesNotContain(JavaModifier.PUBLIC);
  }

  private static DescribedPredicate<JavaClass> notIn(String room) {
    return DescribedPredicate.describe(
        "outside of " + room, type -> !type.getPackageName().equals(room));
  }

  @Test
  void cachingLibraryStaysWithTheResolver() {
    contain(
        "com.github.benmanes.caffeine..",
        "a cache elsewhere would need its own bound, clock and rule of eviction: say why here",
        BASE + "resolve..",
        BASE + "gate..", // addresses handed out lately, bounded by hosts
        BASE + "dnssec.."); // signatures that were verified, bounded by number; no clock
  }

  @Test
  void unicodeTablesStayWithHostNames() {
    contain(
        "com.ibm.icu..",
        "ICU4J is optional, for names beyond ASCII; elsewhere a host name is already in its one"
            + " spelling",
        BASE + "name..");
  }

  @Test
  void yamlParserStaysInItsRoom() {
    contain(
        "org.snakeyaml.engine..",
        "SnakeYAML Engine is optional, for policy and lock files; elsewhere a document is a Yaml",
        BASE + "yaml..");
  }

  @Test
  void meterRegistriesStayWithTheMetrics() {
    contain(
        "io.micrometer..",
        "Micrometer is optional; elsewhere there is TrustMeter",
        BASE + "micrometer..");
    contain("jdk.jfr..", "the module jdk.jfr may be missing", BASE + "jfr..");
  }

  @Test
  void httpClientStaysInUpstreamAndWithItsAdapter() {
    contain(
        "java.net.http..",
        "the only requests core makes itself are DNS over HTTPS",
        BASE + "upstream..",
        BASE + "http.."); // the client that is protected
  }

  @Test
  void nothingElseIsLetIn() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "java..",
            "javax.net..",
            "javax.security.auth.x500..",
            "javax.naming..", // parses the names of authorities; looks up nothing
            "jdk.jfr..",
            "io.micrometer.core..",
            "dev.trustconnect..",
            "org.xbill..",
            "org.bouncycastle..",
            "com.github.benmanes.caffeine..",
            "com.ibm.icu..",
            "org.snakeyaml.engine..",
            "org.slf4j..",
            "org.jspecify.annotations..",
            "com.google.errorprone.annotations.concurrent..")
        .because(
            "core stands on dnsjava, Bouncy Castle, Caffeine, SLF4J, JSpecify, Error Prone's"
                + " @GuardedBy and, where present, ICU4J, SnakeYAML Engine and Micrometer; a new"
                + " dependency is a decision with a line here")
        .check(main);
  }

  private void contain(String library, String remedy, String... rooms) {
    noClasses()
        .that()
        .resideOutsideOfPackages(rooms)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .because(remedy)
        .check(main);
  }
}
