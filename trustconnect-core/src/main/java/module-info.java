/** A DNSSEC-validating resolver over HTTPS, and the checks that protect TLS connections. */
@SuppressWarnings("module") // dev.trustconnect.okhttp is compiled after this one
module dev.trustconnect.core {
  requires transitive org.jspecify;
  requires com.github.benmanes.caffeine;
  requires static com.google.errorprone.annotations;
  requires static com.ibm.icu;
  requires java.naming;
  requires static jdk.jfr;
  requires static micrometer.core;
  requires static org.snakeyaml.engine.v2;
  requires transitive java.net.http;
  requires org.bouncycastle.provider;
  requires org.dnsjava;
  requires org.slf4j;

  exports dev.trustconnect;
  exports dev.trustconnect.audit;
  exports dev.trustconnect.config;
  exports dev.trustconnect.dnssec;
  exports dev.trustconnect.finding;
  exports dev.trustconnect.gate;
  exports dev.trustconnect.gate.adapter to
      dev.trustconnect.okhttp;
  exports dev.trustconnect.health;
  exports dev.trustconnect.http;
  exports dev.trustconnect.identity;
  exports dev.trustconnect.jfr;
  exports dev.trustconnect.lock;
  exports dev.trustconnect.micrometer;
  exports dev.trustconnect.name;
  exports dev.trustconnect.path;
  exports dev.trustconnect.pin;
  exports dev.trustconnect.policy;
  exports dev.trustconnect.remark;
  exports dev.trustconnect.resolve;
  exports dev.trustconnect.server;
  exports dev.trustconnect.survey;
  exports dev.trustconnect.watch;
  exports dev.trustconnect.zone;
  exports dev.trustconnect.upstream;
  exports dev.trustconnect.upstream.transport to
      dev.trustconnect.okhttp;

  uses dev.trustconnect.upstream.transport.DohTransportFactory;
  uses java.net.spi.InetAddressResolverProvider;

  provides java.net.spi.InetAddressResolverProvider with
      dev.trustconnect.jvm.JvmResolverProvider;
}
