package dev.trustconnect.remark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogueTest {
  @ParameterizedTest
  @EnumSource
  void everyConcernHasARemedy(Concern concern) {
    Remedy remedy = concern.remedy();
    assertThat(remedy.what()).endsWith(".");
    assertThat(remedy.source()).isNotBlank();
    assertThat(remedy.owner() + remedy.caller()).as("somebody can do something").isNotBlank();
    assertThat(concern.whose() != Whose.OWNER || !remedy.owner().isBlank() || isFact(concern))
        .as("an owner's concern tells the owner what to do")
        .isTrue();
  }

  private static boolean isFact(Concern concern) {
    return concern.severity() == Severity.INFO || concern == Concern.DRIFT;
  }

  @Test
  void everyTextBelongsToAConcern() {
    Set<String> ids = new HashSet<>(Remedies.all().keySet());
    Arrays.stream(Concern.values()).map(Concern::id).forEach(ids::remove);
    assertThat(ids).isEmpty();
  }

  @Test
  void idsAreDistinctAndFoundAgain() {
    List<String> ids = Arrays.stream(Concern.values()).flatMap(c -> c.ids().stream()).toList();
    assertThat(ids).doesNotHaveDuplicates();
    for (String id : ids) {
      assertThat(Concern.find(id)).as(id).isPresent();
    }
    assertThat(Concern.find("no.such-id")).isEmpty();
  }

  @Test
  void reasonsOfOneFamilyShareAConcern() {
    assertThat(Concern.of(Reason.SIGNATURE_EXPIRED)).contains(Concern.DNSSEC_BOGUS);
    assertThat(Concern.of(Reason.INSECURE_OPT_OUT)).contains(Concern.DNSSEC_INSECURE);
    assertThat(Concern.of(Reason.PATH_NOT_YET_VALID)).contains(Concern.PATH_DATES);
    assertThat(Concern.of(Reason.PIN_EXPIRED)).contains(Concern.POLICY);
    assertThat(Concern.of(Reason.UPSTREAM_TIMEOUT)).isEmpty();
  }

  @Test
  void takeoverServicesNameTheirSourceAndDay() {
    assertThat(TakeoverServices.shipped().all())
        .hasSizeGreaterThan(25)
        .allSatisfy(
            service -> {
              assertThat(service.suffix()).isLowerCase().doesNotEndWith(".");
              assertThat(service.source())
                  .isIn("can-i-take-over-xyz", "nuclei-templates", "subjack");
              assertThat(LocalDate.parse(service.checked())).isAfter("2026-01-01");
            });
  }

  @Test
  void suffixesBeginAtLabels() {
    assertThat(TakeoverServices.shipped().find("a.azurewebsites.net", sign())).isPresent();
    assertThat(TakeoverServices.shipped().find("A.AzureWebsites.NET", sign())).isPresent();
    assertThat(TakeoverServices.shipped().find("notazurewebsites.net", sign())).isEmpty();
    assertThat(TakeoverServices.shipped().find("x-portal.apigee.net", sign())).isPresent();
    assertThat(TakeoverServices.shipped().find("d1.cloudfront.net", sign())).isEmpty();
  }

  private static TakeoverServices.Sign sign() {
    return TakeoverServices.Sign.NXDOMAIN;
  }

  @Test
  void lifetimesShrinkByTheDayOfIssue() {
    assertThat(PublicLifetimes.daysAt(Instant.parse("2026-03-14T23:59:59Z"))).isEqualTo(398);
    assertThat(PublicLifetimes.daysAt(Instant.parse("2026-03-15T00:00:00Z"))).isEqualTo(200);
    assertThat(PublicLifetimes.daysAt(Instant.parse("2027-03-15T00:00:00Z"))).isEqualTo(100);
    assertThat(PublicLifetimes.daysAt(Instant.parse("2029-03-15T00:00:00Z"))).isEqualTo(47);
  }
}
