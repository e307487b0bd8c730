package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.ClassUtils;

/** Ends the start if Spring Boot offers the application an HTTP client that isn't guarded. */
final class UnguardedClients implements SmartInitializingSingleton {
  private static final String REQUEST_FACTORIES =
      "org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder";
  private static final List<String> REACTIVE =
      List.of(
          "org.springframework.web.reactive.function.client.WebClient$Builder",
          "org.springframework.web.reactive.function.client.WebClient");

  private final ListableBeanFactory beans;

  UnguardedClients(ListableBeanFactory beans) {
    this.beans = beans;
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (beans.getBeanNamesForType(TrustConnect.class, true, false).length == 0) {
      throw new StartRefusedException(
          "trustconnect.refuse-unguarded-clients is set, but there is no TrustConnect",
          "set trustconnect.policy-file");
    }
    List<String> reactive = new ArrayList<>();
    REACTIVE.forEach(type -> reactive.addAll(beansOf(type)));
    if (!reactive.isEmpty()) {
      throw new StartRefusedException(
          "WebClient can't be guarded, since its HTTP clients resolve names themselves: "
              + String.join(", ", reactive),
          "use RestClient, and exclude the WebClientAutoConfiguration; or set"
              + " trustconnect.refuse-unguarded-clients=false");
    }
    for (String name : beansOf(REQUEST_FACTORIES)) {
      if (!TrustedRequestFactoryBuilder.isOurs(beans.getBean(name))) {
        throw new StartRefusedException(
            "RestClient and RestTemplate use the request factories of the bean " + name,
            "remove this bean, so that TrustConnect's is used");
      }
    }
  }

  private List<String> beansOf(String type) {
    ClassLoader loader = UnguardedClients.class.getClassLoader();
    if (!ClassUtils.isPresent(type, loader)) {
      return List.of();
    }
    return List.of(
        beans.getBeanNamesForType(ClassUtils.resolveClassName(type, loader), true, false));
  }
}
