package dev.trustconnect.testing.house;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a module promises: one line for each public type, and one for each member others can reach.
 */
final class PublicApi {
  /** Every object has them, and no change of theirs breaks a caller's build. */
  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  /** Every enum has them. */
  private static final Set<String> OF_EVERY_ENUM = Set.of("values", "valueOf");

  private static final Pattern TYPE_NAME =
      Pattern.compile(".*?(?:class|interface|enum|record) ([\\w.$]+).*");

  private PublicApi() {}

  /** The list of what {@code classes} show to other modules, sorted by type and within a type. */
  static List<String> of(Collection<Class<?>> classes) {
    List<String> lines = new ArrayList<>();
    classes.stream()
        .filter(PublicApi::isReachable)
        .sorted(Comparator.comparing(Class::getName))
        .forEach(
            type -> {
              lines.add(header(type));
              members(type).forEach(member -> lines.add("  " + member));
            });
    return lines;
  }

  /** Whether code in another package can name this type. */
  static boolean isReachable(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return (type.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0
        && !type.isAnonymousClass()
        && !type.isLocalClass()
        && (outer == null || isReachable(outer));
  }

  private static String header(Class<?> type) {
    return Modifier.toString(type.getModifiers() & ~implied(type))
        + (type.isSealed() ? " sealed " : " ")
        + kind(type)
        + " "
        + type.getName()
        + ApiTypeNames.parameters(type).stripTrailing()
        + clause(" extends ", superclassOf(type))
        + clause(type.isInterface() ? " extends " : " implements ", type.getAnnotatedInterfaces())
        + permits(type);
  }

  /** Modifiers that go without saying for a type of this kind. */
  private static int implied(Class<?> type) {
    if (type.isInterface() || type.isEnum()) {
      return Modifier.INTERFACE | Modifier.ABSTRACT | Modifier.STATIC | Modifier.FINAL;
    }
    return Modifier.STATIC | (type.isRecord() ? Modifier.FINAL : 0);
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "@interface";
    }
    if (type.isInterface()) {
      return "interface";
    }
    return type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
  }

  private static AnnotatedType[] superclassOf(Class<?> type) {
    boolean plain =
        type.isInterface()
            || type.isEnum()
            || type.isRecord()
            || type.getSuperclass() == Object.class
            || !isReachable(type.getSuperclass());
    return plain ? new AnnotatedType[0] : new AnnotatedType[] {type.getAnnotatedSuperclass()};
  }

  private static String clause(String keyword, AnnotatedType[] types) {
    return types.length == 0 ? "" : keyword + ApiTypeNames.list(types);
  }

  private static String permits(Class<?> type) {
    if (!type.isSealed()) {
      return "";
    }
    String names =
        Arrays.stream(type.getPermittedSubclasses())
            .filter(PublicApi::isReachable)
            .map(Class::getName)
            .sorted()
            .collect(joining(", "));
    return names.isEmpty() ? "" : " permits " + names;
  }

  private static Set<String> members(Class<?> type) {
    Set<String> lines = new TreeSet<>();
    for (Field field : type.getDeclaredFields()) {
      if (isShown(field, type)) {
        lines.add(line(field, ApiTypeNames.of(field.getAnnotatedType()), field.getName()));
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isShown(constructor, type)) {
        lines.add(line(constructor, "", "new" + parameters(constructor)));
      }
    }
    // What a hidden superclass shows is reached through its public subclasses.
    Class<?> holder = type;
    do {
      addMethods(type, holder, lines);
      holder = holder.getSuperclass();
    } while (holder != null && !isReachable(holder));
    return lines;
  }

  private static void addMethods(Class<?> type, Class<?> holder, Set<String> lines) {
    for (Method method : holder.getDeclaredMethods()) {
      boolean common =
          OF_EVERY_OBJECT.contains(method.getName())
              || (type.isEnum() && OF_EVERY_ENUM.contains(method.getName()));
      if (isShown(method, type) && !common) {
        String returned = ApiTypeNames.of(method.getAnnotatedReturnType());
        lines.add(line(method, returned, method.getName() + parameters(method)));
      }
    }
  }

  private static String parameters(Executable executable) {
    return "("
        + ApiTypeNames.list(parameterTypes(executable))
        + ")"
        + clause(" throws ", executable.getAnnotatedExceptionTypes());
  }

  /** A canonical constructor's generics: some javacs keep them only at the record's components. */
  private static AnnotatedType[] parameterTypes(Executable executable) {
    Class<?> owner = executable.getDeclaringClass();
    if (owner.isRecord() && executable instanceof Constructor) {
      RecordComponent[] components = owner.getRecordComponents();
      Class<?>[] raw =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      if (Arrays.equals(raw, executable.getParameterTypes())) {
        return Arrays.stream(components)
            .map(RecordComponent::getAnnotatedType)
            .toArray(AnnotatedType[]::new);
      }
    }
    return executable.getAnnotatedParameterTypes();
  }

  private static String line(Member member, String type, String rest) {
    String modifiers = Modifier.toString(member.getModifiers() & shownModifiers(member));
    String generic = member instanceof Executable code ? ApiTypeNames.parameters(code) : "";
    return List.of(modifiers, generic.stripTrailing(), type, rest).stream()
        .filter(part -> !part.isEmpty())
        .collect(joining(" "));
  }

  private static int shownModifiers(Member member) {
    int access = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL;
    return member instanceof Method ? access | Modifier.ABSTRACT : access;
  }

  private static boolean isShown(Member member, Class<?> type) {
    boolean extensible = !Modifier.isFinal(type.getModifiers()) && !type.isSealed();
    return !member.isSynthetic()
        && (Modifier.isPublic(member.getModifiers())
            || (extensible && Modifier.isProtected(member.getModifiers())));
  }

  /** The packages among {@code classes} that hold a reachable type. */
  static Set<String> packagesOf(Collection<Class<?>> classes) {
    Set<String> packages = new TreeSet<>();
    classes.stream().filter(PublicApi::isReachable).forEach(c -> packages.add(c.getPackageName()));
    return packages;
  }

  /** What {@code actual} lacks of {@code committed} ({@code -}) and has beyond it ({@code +}). */
  static List<String> diff(List<String> committed, List<String> actual) {
    Set<String> before = qualified(committed);
    Set<String> after = qualified(actual);
    Set<String> all = new TreeSet<>(before);
    all.addAll(after);
    return all.stream()
        .filter(line -> before.contains(line) != after.contains(line))
        .map(line -> (before.contains(line) ? "- " : "+ ") + line)
        .toList();
  }

  /** The name of the type whose line this is. */
  static String nameOf(String line) {
    return TYPE_NAME.matcher(line).replaceFirst("$1");
  }

  /** Each member's line with its type's name in front: equal members of two types stay two. */
  private static Set<String> qualified(List<String> lines) {
    Set<String> qualified = new TreeSet<>();
    String type = "";
    for (String line : lines) {
      if (line.startsWith("  ")) {
        qualified.add(type + ": " + line.strip());
      } else {
        type = nameOf(line);
        qualified.add(type + " is " + line);
      }
    }
    return qualified;
  }
}
