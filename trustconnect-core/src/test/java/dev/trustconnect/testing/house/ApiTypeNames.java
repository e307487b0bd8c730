package dev.trustconnect.testing.house;

import static java.util.stream.Collectors.joining;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.stream.Stream;

/** Spells types as the API list shows them: generics and nullness kept, alike on every JDK. */
final class ApiTypeNames {
  private ApiTypeNames() {}

  static String of(AnnotatedType type) {
    if (type instanceof AnnotatedArrayType array) {
      return of(array.getAnnotatedGenericComponentType()) + spaced(array) + "[]";
    }
    return annotations(type) + withoutAnnotations(type);
  }

  static String list(AnnotatedType[] types) {
    return Arrays.stream(types).map(ApiTypeNames::of).collect(joining(", "));
  }

  /** {@code <T extends Bound>} of a generic type or method, with a space behind; else nothing. */
  static String parameters(GenericDeclaration declaration) {
    TypeVariable<?>[] variables = declaration.getTypeParameters();
    return variables.length == 0
        ? ""
        : Arrays.stream(variables).map(ApiTypeNames::bounded).collect(joining(", ", "<", "> "));
  }

  private static String withoutAnnotations(AnnotatedType type) {
    if (type instanceof AnnotatedParameterizedType parameterized) {
      Class<?> raw = (Class<?>) ((ParameterizedType) type.getType()).getRawType();
      return raw.getName() + "<" + list(parameterized.getAnnotatedActualTypeArguments()) + ">";
    }
    if (type instanceof AnnotatedWildcardType wildcard) {
      AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
      String upper = bounds(Arrays.stream(wildcard.getAnnotatedUpperBounds()));
      return "?" + (lower.length > 0 ? " super " + list(lower) : upper);
    }
    if (type instanceof AnnotatedTypeVariable) {
      return type.getType().getTypeName();
    }
    return ((Class<?>) type.getType()).getName();
  }

  private static String bounded(TypeVariable<?> variable) {
    return variable.getName() + bounds(Arrays.stream(variable.getAnnotatedBounds()));
  }

  private static String bounds(Stream<AnnotatedType> types) {
    String all = types.map(ApiTypeNames::of).collect(joining(" & "));
    return all.equals("java.lang.Object") ? "" : " extends " + all;
  }

  private static String spaced(AnnotatedElement element) {
    String annotations = annotations(element);
    return annotations.isEmpty() ? "" : " " + annotations;
  }

  private static String annotations(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .map(Annotation::annotationType)
        .map(annotation -> "@" + annotation.getSimpleName() + " ")
        .sorted()
        .collect(joining());
  }
}
