package dev.trustconnect.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kotlin.Unit;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** OkHttp 5.x is this run's; 4.12 is what the build has fetched for the other run. */
class TwoOkHttpsOkHttp5Test {
  private static final Path OLDER =
      Path.of(System.getProperty("trustconnect.okhttp4.jars"), "okhttp.jar");

  /** A class path with this run's libraries and {@code more}, apart from that of the tests. */
  private static URLClassLoader classPath(ClassLoader above, List<URL> more) {
    List<URL> urls = new ArrayList<>(more);
    for (Class<?> needed :
        List.of(
            TrustConnectOkHttp.class,
            TrustConnect.class,
            OkHttpClient.class,
            Buffer.class,
            Unit.class,
            Logger.class,
            NullMarked.class)) {
      urls.add(placeOf(needed));
    }
    return new URLClassLoader(urls.toArray(URL[]::new), above);
  }

  private static URL placeOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  /** What becomes of {@code TrustConnectOkHttp.newClient(null)}: no further than to the null. */
  private static Throwable newClient(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> door = loader.loadClass(TrustConnectOkHttp.class.getName());
    Class<?> trust = loader.loadClass(TrustConnect.class.getName());
    Throwable thrown =
        catchThrowable(() -> door.getMethod("newClient", trust).invoke(null, (Object) null));
    assertThat(thrown).isInstanceOf(InvocationTargetException.class);
    return thrown.getCause();
  }

  private static Throwable newInterceptor(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> door = loader.loadClass(TrustConnectInterceptor.class.getName());
    Class<?> trust = loader.loadClass(TrustConnect.class.getName());
    Throwable thrown = catchThrowable(() -> door.getConstructor(trust).newInstance((Object) null));
    assertThat(thrown).isInstanceOf(InvocationTargetException.class);
    return thrown.getCause();
  }

  @Test
  void twoOkHttpsAreRefusedWithTheirLocationsAndTheFix() throws Exception {
    ClassLoader jdk = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader both = classPath(jdk, List.of(OLDER.toUri().toURL()))) {
      assertThat(newClient(both))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(OLDER.toUri().getPath())
          .hasMessageContaining(placeOf(OkHttpClient.class).getPath())
          .hasMessageContaining("okhttp-bom");
    }
    List<URL> last = List.of(placeOf(OkHttpClient.class), OLDER.toUri().toURL());
    try (URLClassLoader newerFirst = classPath(jdk, last)) {
      assertThat(newInterceptor(newerFirst)).hasMessageContaining("okhttp-bom");
    }
  }

  @Test
  void oneOkHttpIsFine() throws Exception {
    ClassLoader jdk = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader one = classPath(jdk, List.of(placeOf(OkHttpClient.class)))) {
      assertThat(newClient(one)).isInstanceOf(NullPointerException.class);
    }
  }

  /** A container's older OkHttp above an application's: what the application's loader prefers. */
  @Test
  void okHttpOfAParentClassLoaderIsIgnored() throws Exception {
    URL[] container = {OLDER.toUri().toURL()};
    try (URLClassLoader above =
            new URLClassLoader(container, ClassLoader.getPlatformClassLoader());
        URLClassLoader application = new OwnFirst(classPath(above, List.of()))) {
      assertThat(newClient(application)).isInstanceOf(NullPointerException.class);
    }
  }

  /** Looks in its own class path before it asks above, as web containers do. */
  private static final class OwnFirst extends URLClassLoader {
    private final URLClassLoader same;

    private OwnFirst(URLClassLoader same) {
      super(same.getURLs(), same.getParent());
      this.same = same;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        return findResource(name.replace('.', '/') + ".class") != null
            ? findClass(name)
            : super.loadClass(name, resolve);
      }
    }

    @Override
    public void close() throws IOException {
      same.close();
      super.close();
    }
  }
}
