package dev.trustconnect.okhttp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import okhttp3.OkHttpClient;

/**
 * Refuses a class path with two OkHttps: {@code okhttp} 4.12, which SDKs depend on, beside {@code
 * okhttp-jvm} 5.x, whose different name keeps build tools from choosing one of them. Each class
 * could then come from either version.
 */
final class OneOkHttp {
  private static final String WITNESS = "okhttp3/OkHttpClient.class";

  private OneOkHttp() {}

  /**
   * Checks where OkHttp is loaded from. An OkHttp of a parent class loader, such as a container's,
   * isn't counted.
   *
   * @throws IllegalStateException if there are two; the message names both and the fix
   */
  static void require() {
    ClassLoader loader = OkHttpClient.class.getClassLoader();
    Set<String> places = places(loader);
    ClassLoader above = loader.getParent();
    if (above != null) {
      places.removeAll(places(above));
    }
    if (places.size() > 1) {
      throw new IllegalStateException(
          "two OkHttps are on the class path: "
              + String.join(" and ", places)
              + ". Import com.squareup.okhttp3:okhttp-bom in <dependencyManagement> (Gradle:"
              + " platform(…)), so that one version remains, or exclude one of them");
    }
  }

  private static Set<String> places(ClassLoader loader) {
    try {
      Set<String> places = new LinkedHashSet<>(); // the same jar may be listed twice
      for (URL url : Collections.list(loader.getResources(WITNESS))) {
        places.add(place(url.toString()));
      }
      return places;
    } catch (IOException e) {
      throw new UncheckedIOException("the class path can't be read", e);
    }
  }

  /** Of {@code jar:file:/lib/okhttp.jar!/okhttp3/…}, the jar. */
  private static String place(String url) {
    String place = url.substring(0, url.length() - WITNESS.length());
    String jar = place.endsWith("!/") ? place.substring(0, place.length() - 2) : place;
    return jar.startsWith("jar:file:") ? jar.substring("jar:file:".length()) : jar;
  }
}
