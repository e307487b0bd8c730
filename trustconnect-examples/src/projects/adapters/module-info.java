/** The adapters on the module path, with the libraries that they are for. */
module com.example.app {
  requires dev.trustconnect.okhttp;
  requires langchain4j.core;
  requires langchain4j.http.client;
  requires reactor.netty.http;
  requires spring.ai.anthropic;
  requires spring.ai.openai;
  requires spring.web;
  // Spring's jars have no descriptors that require what they use.
  requires com.fasterxml.jackson.databind;
  requires org.apache.commons.logging;
  requires tools.jackson.databind;
  // Reactor Netty has no descriptor that requires what it uses of Netty.
  requires io.netty.codec.classes.quic;
  requires io.netty.codec.http2;
  requires io.netty.codec.http3;
  requires io.netty.handler.proxy;
  requires io.netty.resolver.dns;
}
