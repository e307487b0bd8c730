package dev.trustconnect.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.OkHttp;
import org.junit.jupiter.api.Test;

/** Each test run is on the OkHttp that the build meant it to be on. */
class OkHttpVersionTest {

  @Test
  void classPathHoldsTheOkHttpThisRunIsAbout() throws ReflectiveOperationException {
    String wanted = System.getProperty("trustconnect.okhttp");
    // By reflection: the constant is inlined by the compiler, which always sees 5.x.
    assertThat(OkHttp.class.getField("VERSION").get(null)).isEqualTo(wanted);
  }
}
