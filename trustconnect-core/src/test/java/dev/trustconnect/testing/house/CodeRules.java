package dev.trustconnect.testing.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.net.InetAddress;
import java.security.Security;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Set;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What no published module may do, wherever in it.
 *
 * <p>A module takes part by a test class that extends this one.
 */
@Tag("house")
public abstract class CodeRules {
  private static final Set<Class<?>> CLOCKS =
      Set.of(
          Clock.class,
          Instant.class,
          InstantSource.class,
          LocalDate.class,
          LocalDateTime.class,
          OffsetDateTime.class,
          ZonedDateTime.class);

  private final JavaClasses main = ModuleUnderTest.mainClasses();

  @Test
  void packagesHaveNoCycles() {
    check(
        slices()
            .matching("dev.trustconnect.(**)")
            .should()
            .beFreeOfCycles()
            .because(
                "two rooms that need each other are one room, or miss an interface on the lower"
                    + " floor"));
  }

  @Test
  void securityProvidersStayUnregistered() {
    check(
        noClasses()
            .should()
            .accessTargetWhere(
                isOneOf(
                    Security.class,
                    "addProvider",
                    "insertProviderAt",
                    "removeProvider",
                    "setProperty"))
            .because(
                "that changes the whole JVM; pass the provider object: Signature.getInstance(name,"
                    + " provider)"));
  }

  @Test
  void systemPropertiesAndEnvironmentAreNoConfiguration() {
    check(
        noClasses()
            .that()
            // It reads where the runtime looks for roots, and configures nothing.
            .doNotHaveFullyQualifiedName("dev.trustconnect.path.RuntimeTrustStore")
            .and()
            // It reads the variable that a policy file names: a password doesn't belong in a file.
            .doNotHaveFullyQualifiedName("dev.trustconnect.config.IdentityFiles")
            .should()
            .accessTargetWhere(
                isOneOf(
                        System.class,
                        "setProperty",
                        "setProperties",
                        "clearProperty",
                        "getProperty",
                        "getProperties",
                        "getenv")
                    .or(isOneOf(Boolean.class, "getBoolean"))
                    .or(isOneOf(Integer.class, "getInteger"))
                    .or(isOneOf(Long.class, "getLong")))
            .because("settings come through a Builder, where a caller and a test can see them"));
  }

  @Test
  void timeIsPassedIn() {
    check(
        noClasses()
            .that(areNoBuilders())
            .should()
            .accessTargetWhere(readsTheWallClock())
            .because(
                "time is an InstantSource from a constructor, so that a test and a replay own it;"
                    + " only a Builder, or an overload of what takes a clock, may default it to"
                    + " InstantSource.system(). For a deadline System.nanoTime() is the right"
                    + " clock"));
  }

  @Test
  void logsGoThroughSlf4j() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .because("the application chooses the log: use org.slf4j.Logger"));
    check(
        noClasses()
            .should()
            .accessTargetWhere(
                isOneOf(System.class, "out", "err").or(isAnywhere("printStackTrace")))
            .because("a library doesn't own the terminal: use org.slf4j.Logger, or throw"));
  }

  @Test
  void namesAreNeverResolvedByTheSystem() {
    check(
        noClasses()
            .that()
            // What a client was told by it, which doesn't decide where anything is sent.
            .doNotHaveFullyQualifiedName("dev.trustconnect.gate.SystemNames")
            .and()
            // Whether the JVM asks this library: nothing connects to the answers.
            .haveNameNotMatching("dev\\.trustconnect\\.JvmNames(\\$.*)?")
            .and()
            // The name of a proxy that leads to the DoH server: TLS to that server is end to end.
            .doNotHaveFullyQualifiedName("dev.trustconnect.okhttp.doh.TunnelledDoh")
            .and()
            // The name of a syslog receiver, which gets the events of refused names too.
            .doNotHaveFullyQualifiedName("dev.trustconnect.jvm.JvmSlot")
            .should()
            .accessTargetWhere(
                isOneOf(
                    InetAddress.class,
                    "getByName",
                    "getAllByName",
                    "getLocalHost",
                    "getHostName",
                    "getCanonicalHostName"))
            .because(
                "these ask the system's resolver, whose answers nobody proves; for a literal use"
                    + " InetAddress.getByAddress(bytes)"));
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "org\\.xbill\\.DNS\\.(Lookup|ResolverConfig|SimpleResolver|ExtendedResolver|DohResolver)"
                    + "|org\\.xbill\\.DNS\\.(lookup|dnssec|config|hosts|spi)\\..*")
            .because(
                "dnsjava is our codec only; its resolvers and its validator serve tests as a second"
                    + " opinion"));
  }

  @Test
  void nobodySleeps() {
    DescribedPredicate<JavaAccess<?>> sleeps = isOneOf(Thread.class, "sleep");
    String remedy = "a sleep is a guess: wait on a future, a latch or a clock you own";
    check(noClasses().should().accessTargetWhere(sleeps).because(remedy));
    noClasses()
        .should()
        .accessTargetWhere(sleeps)
        .because(remedy)
        .check(ModuleUnderTest.testClasses());
  }

  @Test
  void noTestIsDisabled() {
    JavaClasses tests = ModuleUnderTest.testClasses();
    String remedy = "a disabled test is a promise nobody keeps: mend it or delete it";
    noClasses().should().beAnnotatedWith(Disabled.class).because(remedy).check(tests);
    noMethods().should().beAnnotatedWith(Disabled.class).because(remedy).check(tests);
  }

  private void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(main);
  }

  /**
   * Calls, method references and field reads of {@code owner}'s members with one of these names.
   */
  private static DescribedPredicate<JavaAccess<?>> isOneOf(Class<?> owner, String... names) {
    Set<String> wanted = Set.of(names);
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + String.join("/", names),
        access ->
            access.getTargetOwner().isEquivalentTo(owner)
                && wanted.contains(access.getTarget().getName()));
  }

  /** A member of this name, whichever class of the JDK or of a library declares it. */
  private static DescribedPredicate<JavaAccess<?>> isAnywhere(String name) {
    return DescribedPredicate.describe(name, access -> access.getTarget().getName().equals(name));
  }

  private static DescribedPredicate<JavaAccess<?>> readsTheWallClock() {
    return DescribedPredicate.describe(
        "a wall clock",
        access -> {
          if (isDefaultOfAnOverload(access)) {
            return false;
          }
          String name = access.getTarget().getName();
          JavaClass owner = access.getTargetOwner();
          boolean given =
              access.getTarget() instanceof CodeUnitAccessTarget code
                  && code.getRawParameterTypes().stream().anyMatch(CodeRules::saysWhatTimeItIs);
          return (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
              || (owner.isEquivalentTo(Date.class) && name.equals("<init>") && !given)
              || (CLOCKS.stream().anyMatch(owner::isEquivalentTo)
                  && (name.startsWith("system") || (name.equals("now") && !given)));
        });
  }

  /** An overload without a clock hands the system's to the one that takes a clock. */
  private static boolean isDefaultOfAnOverload(JavaAccess<?> access) {
    return access.getTargetOwner().isEquivalentTo(InstantSource.class)
        && access.getOriginOwner().getCodeUnits().stream()
            .filter(unit -> unit.getName().equals(access.getOrigin().getName()))
            .flatMap(unit -> unit.getRawParameterTypes().stream())
            .anyMatch(type -> type.isEquivalentTo(InstantSource.class));
  }

  private static boolean saysWhatTimeItIs(JavaClass parameter) {
    return parameter.isEquivalentTo(Clock.class) || parameter.isEquivalentTo(long.class);
  }

  private static DescribedPredicate<JavaClass> areNoBuilders() {
    return DescribedPredicate.describe(
        "are no Builder and not in the root package",
        type ->
            !type.getSimpleName().endsWith("Builder")
                && !type.getPackageName().equals("dev.trustconnect"));
  }
}
