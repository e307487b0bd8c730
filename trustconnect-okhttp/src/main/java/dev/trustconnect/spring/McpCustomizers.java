package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.http.TrustedHttpClient;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/**
 * Spring AI's customizers of the transports of the MCP SDK. They are proxies: a module can't be
 * compiled against that SDK, whose jar declares a module name that isn't one.
 */
final class McpCustomizers implements ImportBeanDefinitionRegistrar {
  static final String CUSTOMIZER = "org.springframework.ai.mcp.customizer.McpClientCustomizer";
  static final String STREAMABLE =
      "io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport$Builder";
  private static final String EVENTS =
      "io.modelcontextprotocol.client.transport.HttpClientSseClientTransport$Builder";

  private final BeanFactory beans;

  McpCustomizers(BeanFactory beans) {
    this.beans = beans;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    register("trustConnectMcpStreamable", STREAMABLE, registry);
    register("trustConnectMcpEvents", EVENTS, registry);
  }

  private void register(String name, String builder, BeanDefinitionRegistry registry) {
    ClassLoader loader = McpCustomizers.class.getClassLoader();
    if (!ClassUtils.isPresent(builder, loader)) {
      return;
    }
    Class<?> customizer = ClassUtils.resolveClassName(CUSTOMIZER, loader);
    RootBeanDefinition definition = new RootBeanDefinition();
    definition.setTargetType(
        ResolvableType.forClassWithGenerics(
            customizer, ClassUtils.resolveClassName(builder, loader)));
    definition.setInstanceSupplier(() -> customizer(customizer));
    registry.registerBeanDefinition(name, definition);
  }

  private Object customizer(Class<?> type) {
    TrustConnect trust = beans.getBean(TrustConnect.class);
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "customize" -> secure(trust, arguments[1]);
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> "customizer of TrustConnect";
            });
  }

  private static @Nullable Object secure(TrustConnect trust, Object transport)
      throws ReflectiveOperationException {
    Object unusedItself =
        transport
            .getClass()
            .getMethod("clientBuilder", HttpClient.Builder.class)
            .invoke(transport, TrustedHttpClient.builder(trust));
    return null;
  }
}
