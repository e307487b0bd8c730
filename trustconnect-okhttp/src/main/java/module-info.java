/** TrustConnect for OkHttp: 5.x by its module descriptor, 4.12 by its automatic module name. */
module dev.trustconnect.okhttp {
  requires transitive dev.trustconnect.core;
  requires transitive okhttp3;
  // OkHttp 4.12 has no descriptor that requires it, so it would be missing at run time.
  requires kotlin.stdlib;
  // Not transitive: javac resolves a transitive module for each module that requires this one, and
  // fails where the library is absent.
  requires static com.anthropic.core;
  requires static com.google.errorprone.annotations;
  requires static io.netty.buffer;
  requires static io.netty.codec.http;
  requires static io.netty.common;
  requires static io.netty.handler;
  requires static io.netty.resolver;
  requires static io.netty.transport;
  requires static langchain4j.core;
  requires static langchain4j.http.client;
  requires static micrometer.core;
  requires static reactor.core;
  requires static reactor.netty.core;
  requires static reactor.netty.http;
  requires static spring.ai.anthropic;
  requires static spring.ai.openai;
  requires static spring.beans;
  requires static spring.boot;
  requires static spring.boot.actuator;
  requires static spring.boot.autoconfigure;
  requires static spring.boot.health;
  requires static spring.boot.http.client;
  requires static spring.context;
  requires static spring.core;
  requires static spring.web;

  exports dev.trustconnect.okhttp;
  exports dev.trustconnect.okhttp.anthropic;
  exports dev.trustconnect.okhttp.langchain4j;
  exports dev.trustconnect.okhttp.springai;
  exports dev.trustconnect.reactor;
  exports dev.trustconnect.spring;

  // Spring calls the configuration by reflection.
  opens dev.trustconnect.spring to
      spring.beans,
      spring.boot,
      spring.context,
      spring.core;

  provides dev.trustconnect.upstream.transport.DohTransportFactory with
      dev.trustconnect.okhttp.doh.OkHttpDohTransportFactory;
}
