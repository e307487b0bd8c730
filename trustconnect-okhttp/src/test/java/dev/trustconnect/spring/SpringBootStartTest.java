package dev.trustconnect.spring;

import static dev.trustconnect.spring.BootApplication.refused;
import static dev.trustconnect.spring.BootApplication.restTemplate;
import static dev.trustconnect.spring.BootApplication.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditSink;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.name.HostName;
import dev.trustconnect.spring.BootApplication.Bean;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.anthropic.http.okhttp.AnthropicHttpClientBuilderCustomizer;
import org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** A Spring Boot application with this library on its class path. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SpringBootStartTest {
  private static final String API = "api.example.test";
  private static final String KEY = "sk-live-4711-secret";
  private static final String PROMPT = "the whole secret prompt";
  private static final String GOOD = "trustconnect.policy-file=classpath:spring-boot-policies.yaml";

  @TempDir private Path folder;

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @BeforeEach
  @AfterEach
  void forget() {
    Thread.currentThread().setContextClassLoader(before);
    KeptAnalyses.takeLast().ifPresent(last -> {});
  }

  private Path policies(String text) throws Exception {
    return Files.writeString(folder.resolve("policies.yaml"), text);
  }

  @Test
  void runsOnTheSpringBootThatTheBuildNames() {
    assertThat(SpringBootVersion.getVersion())
        .startsWith(System.getProperty("trustconnect.spring-boot", "4.0"));
  }

  @Test
  void policiesOfTheFileAreInForce() {
    try (ConfigurableApplicationContext context = start(GOOD)) {
      TrustConnect trust = context.getBean(TrustConnect.class);
      assertThat(trust.policies().isWrittenFor(HostName.parse(API))).isTrue();
      assertThat(trust.policies().isWrittenFor(HostName.parse("other.example.test"))).isFalse();
      assertThat(context.getBeansOfType(OpenAiHttpClientBuilderCustomizer.class)).hasSize(1);
      assertThat(context.getBeansOfType(AnthropicHttpClientBuilderCustomizer.class)).hasSize(1);
    }
  }

  @Test
  void closesWithTheContext() {
    AtomicBoolean closed = new AtomicBoolean();
    AuditSink sink =
        new AuditSink() {
          @Override
          public void accept(AuditEvent event) {}

          @Override
          public void close() {
            closed.set(true);
          }
        };
    Bean<?> customizer = new Bean<>(TrustConnectCustomizer.class, builder -> builder.audit(sink));
    start(List.of(customizer), GOOD).close();
    assertThat(closed).isTrue();
  }

  @Test
  void applicationWithoutPropertiesIsLeftAlone() {
    try (ConfigurableApplicationContext context = start()) {
      assertThat(context.getBeansOfType(TrustConnect.class)).isEmpty();
      assertThat(context.getBeansOfType(OpenAiHttpClientBuilderCustomizer.class)).isEmpty();
      assertThat(context.getBean(ClientHttpRequestFactoryBuilder.class))
          .isNotNull()
          .satisfies(builder -> assertThat(TrustedRequestFactoryBuilder.isOurs(builder)).isFalse());
    }
  }

  @Test
  void watchedFileIsInForceAndEndsWithTheContext() throws Exception {
    Path file =
        policies("version: 1\nupstreams: [QUAD9]\nendpoints:\n  - host: api.example.test\n");
    TrustConnect trust;
    try (ConfigurableApplicationContext context =
        start("trustconnect.policy-file=file:" + file, "trustconnect.reload=30s")) {
      trust = context.getBean(TrustConnect.class);
      assertThat(catchThrowable(() -> trust.watch(file))).hasMessageContaining("watched already");
    }
    assertThat(catchThrowable(() -> trust.watch(file))).hasMessageContaining("closed");
  }

  @Test
  void mistakeInTheFileEndsTheStartWithLineAndRemedy() throws Exception {
    Path file =
        policies("version: 1\nupstreams: [QUAD9]\nendpoints:\n  - hots: api.example.test\n");
    FailureAnalysis analysis = refused("trustconnect.policy-file=file:" + file);
    assertThat(analysis.getDescription()).contains(file + ":4:").contains("hots");
    assertThat(analysis.getAction()).contains("Correct the lines");
  }

  @Test
  void missingFileEndsTheStart() {
    for (String location : List.of("classpath:absent.yaml", "file:" + folder + "/absent.yaml")) {
      FailureAnalysis analysis = refused("trustconnect.policy-file=" + location);
      assertThat(analysis.getDescription()).contains(location).contains("missing");
      assertThat(analysis.getAction()).contains("trustconnect.policy-file");
    }
  }

  @Test
  void fileFromTheNetworkIsRefused() {
    FailureAnalysis analysis =
        refused("trustconnect.policy-file=https://config.example.test/policies.yaml");
    assertThat(analysis.getDescription()).contains("neither a classpath: nor a file:");
  }

  @Test
  void unknownPropertyEndsTheStart() {
    FailureAnalysis analysis = refused("trustconnect.polic-file=classpath:policies.yaml");
    assertThat(analysis.getDescription()).contains("trustconnect.polic-file");
  }

  @Test
  void fileThatTheApplicationsOwnBeanIgnoresEndsTheStart() {
    try (TestInternet internet = TestInternet.usual()) {
      FailureAnalysis analysis = refused(List.of(inThe(internet)), GOOD);
      assertThat(analysis.getDescription()).contains("own TrustConnect bean");
      assertThat(analysis.getAction()).isEqualTo("remove the property or the bean");
    }
  }

  @Test
  void classpathFileCannotBeReloaded() {
    FailureAnalysis analysis = refused(GOOD, "trustconnect.reload=30s");
    assertThat(analysis.getDescription()).contains("trustconnect.reload");
    assertThat(analysis.getAction()).contains("file:");
  }

  @Test
  void restClientOfTheApplicationIsGuarded() {
    try (TestInternet internet = TestInternet.usual()) {
      TlsPeer honest = internet.server(API);
      honest.answer("/v1", 200, Map.of("Content-Type", "text/plain"), "hello");
      try (ConfigurableApplicationContext context = start(List.of(inThe(internet)))) {
        assertThat(post(context, honest.url(API, "/v1"))).isEqualTo("hello");
        assertThat(honest.received(KEY)).isTrue();
        assertThat(honest.received(PROMPT)).isTrue();
      }
    }
  }

  @Test
  void poisonedAddressGetsNothingFromTheRestClient() {
    try (TestInternet internet = TestInternet.usual()) {
      TlsPeer honest = internet.server(API);
      TlsPeer rogue = internet.poison(API);
      try (ConfigurableApplicationContext context = start(List.of(inThe(internet)))) {
        Throwable thrown = catchThrowable(() -> post(context, honest.url(API, "/v1")));
        assertThat(thrown).isInstanceOf(ResourceAccessException.class);
        assertThat(TrustRefusal.in(thrown))
            .map(TrustRefusal::reason)
            .contains(Reason.SIGNATURE_INVALID);
        assertThat(rogue.connections()).isZero();
        assertThat(rogue.requestBytes()).isZero();
      }
    }
  }

  @Test
  void poisonedAddressGetsNothingFromTheRestTemplate() throws Exception {
    try (TestInternet internet = TestInternet.usual()) {
      TlsPeer honest = internet.server(API);
      TlsPeer rogue = internet.poison(API);
      try (ConfigurableApplicationContext context = start(List.of(inThe(internet)))) {
        RestTemplate template = restTemplate(context);
        Throwable thrown =
            catchThrowable(() -> template.postForObject(honest.url(API, "/v1"), KEY, String.class));
        assertThat(TrustRefusal.in(thrown))
            .as("%s", thrown)
            .map(TrustRefusal::reason)
            .contains(Reason.SIGNATURE_INVALID);
        assertThat(rogue.connections()).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http-components", "jetty", "reactor", "jdk", "simple"})
  void clientThatSpringBootIsToldToUseIsReplaced(String named) {
    try (TestInternet internet = TestInternet.usual()) {
      TlsPeer honest = internet.server(API);
      TlsPeer rogue = internet.poison(API);
      List<Bean<?>> beans = List.of(inThe(internet));
      try (ConfigurableApplicationContext context =
          start(
              beans,
              "spring.http.clients.imperative.factory=" + named, // 4.0
              "spring.http.client.factory=" + named)) { // 3.5
        Throwable thrown = catchThrowable(() -> post(context, honest.url(API, "/v1")));
        assertThat(TrustRefusal.in(thrown))
            .as("%s", thrown)
            .map(TrustRefusal::reason)
            .contains(Reason.SIGNATURE_INVALID);
        assertThat(rogue.connections()).isZero();
      }
    }
  }

  @Test
  void redirectsAreNotFollowedIfSpringBootSaysSo() {
    try (TestInternet internet = TestInternet.usual()) {
      TlsPeer honest = internet.server(API);
      honest.redirect("/v1", 302, honest.url(API, "/v2"));
      honest.answer("/v2", 200, Map.of("Content-Type", "text/plain"), "followed");
      List<Bean<?>> beans = List.of(inThe(internet));
      try (ConfigurableApplicationContext context =
          start(
              beans,
              "spring.http.clients.redirects=dont-follow", // 4.0
              "spring.http.client.redirects=dont-follow")) { // 3.5
        assertThat(post(context, honest.url(API, "/v1"))).isEmpty();
        assertThat(honest.requests()).hasSize(1);
      }
    }
  }

  @Test
  void sslBundleThatWouldReplaceTheChecksIsRefused() throws Exception {
    try (TestInternet internet = TestInternet.usual()) {
      Path roots = Files.writeString(folder.resolve("roots.pem"), pem(internet));
      List<Bean<?>> beans = List.of(inThe(internet));
      try (ConfigurableApplicationContext context =
          start(
              beans,
              "spring.ssl.bundle.pem.mine.truststore.certificate=file:" + roots,
              "spring.http.clients.ssl.bundle=mine", // 4.0
              "spring.http.client.ssl.bundle=mine")) { // 3.5
        assertThat(catchThrowable(() -> context.getBean(RestClient.Builder.class)))
            .rootCause()
            .isInstanceOf(StartRefusedException.class)
            .hasMessageContaining("SSL bundle");
      }
    }
  }

  @Test
  void policyFileInAJarIsRead() throws Exception {
    Path jar = folder.resolve("application.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("packed.yaml"));
      out.write("version: 1\nupstream: [QUAD9]\n".getBytes(StandardCharsets.UTF_8));
    }
    FailureAnalysis analysis;
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
      Thread.currentThread().setContextClassLoader(loader);
      analysis = refused("trustconnect.policy-file=classpath:packed.yaml");
    }
    assertThat(analysis.getDescription()).contains("classpath:packed.yaml:2:1: upstream");
  }

  @Test
  void requestFactoriesOfTheApplicationEndTheStartIfAsked() {
    ClientHttpRequestFactoryBuilder<?> plain = ClientHttpRequestFactoryBuilder.jdk();
    List<Bean<?>> beans = List.of(new Bean<>(ClientHttpRequestFactoryBuilder.class, plain));
    start(beans, GOOD).close();
    FailureAnalysis analysis = refused(beans, GOOD, "trustconnect.refuse-unguarded-clients=true");
    assertThat(analysis.getDescription()).contains("RestClient and RestTemplate");
    assertThat(analysis.getAction()).contains("remove this bean");
  }

  @Test
  void guardedClientsStartIfAsked() {
    try (ConfigurableApplicationContext context =
        start(GOOD, "trustconnect.refuse-unguarded-clients=true")) {
      assertThat(
              TrustedRequestFactoryBuilder.isOurs(
                  context.getBean(ClientHttpRequestFactoryBuilder.class)))
          .isTrue();
    }
  }

  @Test
  void refusingWithoutPoliciesEndsTheStart() {
    FailureAnalysis analysis = refused("trustconnect.refuse-unguarded-clients=true");
    assertThat(analysis.getDescription()).contains("there is no TrustConnect");
  }

  private static Bean<TrustConnect> inThe(TestInternet internet) {
    return new Bean<>(
        TrustConnect.class, internet.trust().policy(TestInternet.policy(API).build()).build());
  }

  private static String post(ConfigurableApplicationContext context, String url) {
    RestClient client = context.getBean(RestClient.Builder.class).build();
    String answer =
        client.post().uri(url).header("x-api-key", KEY).body(PROMPT).retrieve().body(String.class);
    return answer == null ? "" : answer;
  }

  private static String pem(TestInternet internet) throws CertificateEncodingException {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(internet.ca().certificate().getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }
}
