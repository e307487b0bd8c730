package dev.trustconnect.cli.doctor;

import dev.trustconnect.finding.Refusal;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.survey.Surveyor;
import dev.trustconnect.text.SafeText;
import java.util.List;
import java.util.Optional;

/** The check of each endpoint of {@code --host}: what the gates would decide about it. */
final class EndpointChecks {
  static final String ENDPOINT = "doctor.endpoint";

  private final List<Endpoint> endpoints;
  private final Surveyor surveyor;
  private final SurveyPlan plan;

  /**
   * Checks of these endpoints.
   *
   * @param plan how to look at one
   */
  EndpointChecks(List<Endpoint> endpoints, Surveyor surveyor, SurveyPlan plan) {
    this.endpoints = List.copyOf(endpoints);
    this.surveyor = surveyor;
    this.plan = plan;
  }

  /** Runs after the upstreams, if one works. */
  List<Row> endpoints() {
    return endpoints.stream()
        .map(endpoint -> row(endpoint, surveyor.survey(endpoint, plan)))
        .toList();
  }

  private static Row row(Endpoint endpoint, Survey survey) {
    String shown = Hidden.name(endpoint.toString());
    Optional<Refusal> refusal =
        survey
            .names()
            .refusal()
            .or(
                () ->
                    survey
                        .handshake()
                        .flatMap(Handshake::judgement)
                        .flatMap(Handshake.Judgement::refusal));
    if (refusal.isPresent()) {
      String code = refusal.get().reason().code();
      return Row.failed(
          ENDPOINT,
          shown + " is refused [" + code + "]: seen " + Hidden.detail(refusal.get().seen()),
          "trustconnect explain " + code);
    }
    Optional<Handshake> handshake = survey.handshake();
    if (handshake.isEmpty() || handshake.get().outcome() != Handshake.Outcome.COMPLETED) {
      return Row.failed(
          ENDPOINT,
          shown
              + " can't be connected to: "
              + handshake.map(Handshake::failure).map(SafeText::of).orElse("no address"),
          "check that it is up, and that this network lets connections to it through");
    }
    return Row.ok(ENDPOINT, shown + " would be allowed, " + handshake.get().session().protocol());
  }
}
