package dev.trustconnect.okhttp.house;

import dev.trustconnect.testing.house.PublicApiRules;
import java.util.Set;

class PublicApiTest extends PublicApiRules {
  @Override
  protected Set<String> internalPackages() {
    return Set.of("dev.trustconnect.okhttp.adapter", "dev.trustconnect.okhttp.doh");
  }
}
