package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.io.IOException;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application in its own process. It sends a request without TLS, which is refused, prints its
 * port, and runs until its input ends. {@code --also} names a further configuration class.
 */
@EnableAutoConfiguration
@Configuration(proxyBeanMethods = false)
class StartedApplication {
  static final String READY = "ready at port ";

  public static void main(String[] arguments) throws Exception {
    SpringApplication application = new SpringApplication(StartedApplication.class);
    String also = System.getProperty("also", "");
    if (!also.isEmpty()) {
      application.addPrimarySources(List.of(Class.forName(also)));
    }
    try (ConfigurableApplicationContext context = application.run(arguments)) {
      refuse(context.getBean(TrustConnect.class));
      System.out.println(READY + context.getEnvironment().getProperty("local.server.port", "0"));
      System.in.read();
    }
  }

  private static void refuse(TrustConnect trust) throws IOException {
    OkHttpClient client = TrustConnectOkHttp.newClient(trust);
    Request request = new Request.Builder().url("http://api.example.test/v1").build();
    try (Response response = client.newCall(request).execute()) {
      throw new AssertionError("not refused: " + response);
    } catch (IOException e) {
      if (TrustRefusal.in(e).isEmpty()) {
        throw e;
      }
    }
  }
}
