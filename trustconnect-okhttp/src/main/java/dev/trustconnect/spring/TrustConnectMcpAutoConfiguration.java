package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Import;

/**
 * Guards the MCP clients over the JDK's HTTP client that Spring AI configures, if it is present.
 */
@AutoConfiguration(after = TrustConnectAutoConfiguration.class)
@ConditionalOnClass(name = {McpCustomizers.CUSTOMIZER, McpCustomizers.STREAMABLE})
@ConditionalOnBean(TrustConnect.class)
@Import(McpCustomizers.class)
final class TrustConnectMcpAutoConfiguration {}
