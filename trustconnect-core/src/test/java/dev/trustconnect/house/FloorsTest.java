package dev.trustconnect.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.trustconnect.testing.house.ModuleUnderTest;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Imports point down only: a room uses rooms on lower floors, and nothing beside or above it. */
class FloorsTest {
  private static final String BASE = "dev.trustconnect";

  /** The root package, where the engines meet. */
  private static final String ROOT = "";

  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("finding", 0),
          Map.entry("hash", 0),
          Map.entry("jvm", 0),
          Map.entry("file", 1),
          Map.entry("identity", 2),
          Map.entry("identity.alias", 3),
          Map.entry("server", 7),
          Map.entry("text", 0),
          Map.entry("yaml", 0),
          Map.entry("name", 0),
          Map.entry("dnssec.keys", 0),
          Map.entry("dnssec", 1),
          Map.entry("peer", 1),
          Map.entry("path", 2),
          Map.entry("upstream", 4),
          Map.entry("upstream.transport", 2),
          Map.entry("ct", 3),
          Map.entry("dane", 3),
          Map.entry("pin", 3),
          Map.entry("revocation", 3),
          Map.entry("policy", 4),
          Map.entry("config", 5),
          Map.entry("resolve", 5),
          Map.entry("audit", 1),
          Map.entry("audit.syslog", 0),
          Map.entry("message", 1),
          Map.entry("refusal", 2),
          Map.entry("scope", 1),
          Map.entry("audit.trail", 2),
          Map.entry("judge", 5),
          Map.entry("gate", 7),
          Map.entry("http", 11),
          Map.entry("gate.adapter", 6),
          Map.entry("health", 8),
          Map.entry("survey", 8),
          Map.entry("watch", 11),
          Map.entry("zone", 9),
          Map.entry("remark", 9),
          Map.entry("lock", 9),
          Map.entry("micrometer", 12),
          Map.entry("jfr", 12),
          Map.entry(ROOT, 10));

  private final JavaClasses main = ModuleUnderTest.mainClasses();

  @Test
  void everyPackageHasAFloor() {
    TreeSet<String> rooms = new TreeSet<>();
    main.forEach(type -> rooms.add(roomOf(type)));
    rooms.removeAll(FLOORS.keySet());
    assertThat(rooms).as("packages without a floor: give each one in FloorsTest.FLOORS").isEmpty();
  }

  @Test
  void importsPointDownOnly() {
    classes()
        .should(useOnlyLowerFloors())
        .because(
            "a room that needs an uphill type wants an interface on its own floor;"
                + " two rooms of one floor meet higher up")
        .check(main);
  }

  private static ArchCondition<JavaClass> useOnlyLowerFloors() {
    return new ArchCondition<>("use only lower floors") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (target.getPackageName().startsWith(BASE) && !roomOf(target).equals(roomOf(type))) {
            boolean down = floorOf(target) < floorOf(type);
            events.add(
                new SimpleConditionEvent(dependency, down, describe(type, target, dependency)));
          }
        }
      }
    };
  }

  private static String describe(JavaClass type, JavaClass target, Dependency dependency) {
    return "floor %d (%s) reaches floor %d (%s): %s"
        .formatted(
            floorOf(type),
            roomOf(type),
            floorOf(target),
            roomOf(target),
            dependency.getDescription());
  }

  private static int floorOf(JavaClass type) {
    return FLOORS.getOrDefault(roomOf(type), Integer.MAX_VALUE);
  }

  private static String roomOf(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(BASE) ? ROOT : name.substring(BASE.length() + 1);
  }
}
