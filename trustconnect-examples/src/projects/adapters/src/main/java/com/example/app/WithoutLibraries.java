package com.example.app;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.langchain4j.TrustedLangchain4j;
import dev.trustconnect.okhttp.springai.TrustedSpringAi;
import dev.trustconnect.reactor.TrustedReactor;
import dev.trustconnect.spring.TrustedRequestFactory;
import dev.trustconnect.upstream.DohUpstream;

/** Calls each adapter where no class of its library can be loaded. */
final class WithoutLibraries {
  private WithoutLibraries() {}

  static void report() {
    try (TrustConnect trust = TrustConnect.builder().upstreams(DohUpstream.QUAD9).build()) {
      report(() -> TrustedLangchain4j.httpClientBuilder(trust));
      report(() -> TrustedSpringAi.openAi(trust));
      report(() -> TrustedSpringAi.anthropic(trust));
      report(() -> TrustedRequestFactory.over(trust));
      report(() -> TrustedReactor.secure(trust, null));
    }
  }

  private static void report(Making making) {
    try {
      System.out.println(making.make());
    } catch (IllegalStateException absent) {
      System.out.println(absent.getMessage());
    }
  }

  private interface Making {
    Object make();
  }
}
