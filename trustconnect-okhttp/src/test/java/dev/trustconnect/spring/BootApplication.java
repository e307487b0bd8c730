package dev.trustconnect.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestTemplate;

/** An application that Spring Boot starts with what it finds on the class path. */
@EnableAutoConfiguration
@Configuration(proxyBeanMethods = false)
class BootApplication {

  /** A bean of the application. */
  record Bean<T>(Class<T> type, T value) {
    private void register(GenericApplicationContext context) {
      context.registerBean(type, () -> value);
    }
  }

  /** Starts with these properties, given as on the command line. */
  static ConfigurableApplicationContext start(List<Bean<?>> beans, String... properties) {
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none"); // ours stays
    SpringApplication application = new SpringApplication(BootApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setRegisterShutdownHook(false);
    application.setLogStartupInfo(false);
    application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
    application.addInitializers(
        context -> beans.forEach(bean -> bean.register((GenericApplicationContext) context)));
    List<String> arguments = new ArrayList<>();
    List.of(properties).forEach(property -> arguments.add("--" + property));
    return application.run(arguments.toArray(new String[0]));
  }

  static ConfigurableApplicationContext start(String... properties) {
    return start(List.of(), properties);
  }

  /** What Spring Boot tells the user, since it doesn't start. */
  static FailureAnalysis refused(List<Bean<?>> beans, String... properties) {
    Throwable thrown = catchThrowable(() -> start(beans, properties).close());
    assertThat(thrown).isNotNull();
    return KeptAnalyses.takeLast().orElseThrow(() -> new AssertionError(thrown));
  }

  static FailureAnalysis refused(String... properties) {
    return refused(List.of(), properties);
  }

  /** Its builder has another package in each Spring Boot. */
  static RestTemplate restTemplate(ConfigurableApplicationContext context)
      throws ReflectiveOperationException {
    ClassLoader loader = BootApplication.class.getClassLoader();
    String name = "org.springframework.boot.restclient.RestTemplateBuilder";
    Class<?> type =
        ClassUtils.isPresent(name, loader)
            ? Class.forName(name)
            : Class.forName("org.springframework.boot.web.client.RestTemplateBuilder");
    return (RestTemplate) type.getMethod("build").invoke(context.getBean(type));
  }
}
