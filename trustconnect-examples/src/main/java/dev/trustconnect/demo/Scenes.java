package dev.trustconnect.demo;

import static dev.trustconnect.demo.Stage.API;
import static dev.trustconnect.demo.Stage.PROMPT;
import static dev.trustconnect.demo.Stage.UNSIGNED;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** All scenes, and the signed names they use. */
public final class Scenes {
  private static final SpkiPin RESERVE = TestInternet.SPARE_PIN;

  /** Every scene, the healthy one first. */
  public static final List<Scene> ALL =
      List.of(
          api("healthy", "nothing is attacked", null, stage -> {}),
          poisoned(
              "poisoned-self-signed",
              "a poisoned cache leads to a rogue with a self-made certificate",
              Reason.PATH_SELF_SIGNED,
              stage -> TestCa.selfSigned(UNSIGNED)),
          poisoned(
              "poisoned-wrong-name",
              "a poisoned cache leads to a rogue with an honest certificate for another name",
              Reason.PATH_NAME_MISMATCH,
              stage -> stage.ca().server("rogue.example.test")),
          new Scene(
              "poisoned-mis-issued",
              "a poisoned cache leads to a rogue with a certificate that a trusted CA mis-issued",
              Reason.PIN_NOT_IN_PATH,
              stage -> {
                stage.rogue(stage.ca().server(UNSIGNED));
                stage.internet().change(world -> world.harm(leadsAstray(UNSIGNED)));
              },
              stage -> List.of(pinned(UNSIGNED, stage.honestIdentity().certificate())),
              (stage, client) -> client.send(stage.url(UNSIGNED, "/v1/chat"), PROMPT)),
          api(
              "poisoned-signed",
              "a poisoned cache changes the address of a signed name",
              Reason.SIGNATURE_INVALID,
              stage -> poison(stage, leadsAstray(API))),
          api(
              "stripped-signatures",
              "the resolver changes the address and takes all signatures away",
              Reason.SIGNATURE_MISSING,
              stage -> {
                poison(stage, leadsAstray(API));
                stage.internet().change(world -> world.harm(Harm.dropRrsigs(API, Type.A)));
              }),
          api(
              "expired-signatures",
              "an old answer is replayed: its address has since become a rogue's",
              Reason.SIGNATURE_EXPIRED,
              stage -> {
                poison(stage, Harm.resign(API, Type.A, Scenes::toTheRogue));
                stage.internet().change(world -> world.harm(Harm.expire(API, Type.A)));
              }),
          api(
              "forged-denial",
              "the resolver says that the name has no address",
              Reason.DENIAL_MISSING,
              stage ->
                  stage
                      .internet()
                      .change(
                          world ->
                              world
                                  .harm(Harm.silence(API, Type.A))
                                  .harm(DenialHarm.strippedDenial()))),
          named(
              "rebinding-loopback",
              "a name of the attacker's leads to a service on this machine",
              Reason.ADDRESS_SPECIAL_PURPOSE,
              "local.evil.test",
              stage ->
                  stage.rogue(
                      TlsPeer.builder(stage.ca().server("local.evil.test")).address("127.0.0.1"))),
          named(
              "rebinding-metadata",
              "a name of the attacker's leads to the cloud's metadata service",
              Reason.ADDRESS_SPECIAL_PURPOSE,
              "metadata.evil.test",
              stage -> stage.rogue(stage.ca().server("metadata.evil.test"))),
          new Scene(
              "dangling-alias",
              "an alias still points to a bucket that a rogue has since rented",
              Reason.NAME_ALIAS_OUT_OF_SCOPE,
              stage -> stage.rogue(stage.ca().server("alias.example.test")),
              stage ->
                  List.of(
                      TestInternet.policy("alias.example.test")
                          .aliasOwners("example.test")
                          .build()),
              (stage, client) -> client.send(stage.url("alias.example.test", "/v1/chat"), PROMPT)),
          new Scene(
              "mtls-dangling",
              "a rogue has taken over the service of an alias, and asks for the client's"
                  + " certificate",
              Reason.PATH_ISSUER_UNKNOWN,
              stage ->
                  stage.rogue(
                      TlsPeer.builder(stage.ca().server("alias.example.test"))
                          .address(Stage.ROGUE)
                          .harvests(stage.corp())),
              stage ->
                  List.of(
                      TestInternet.policy("alias.example.test")
                          .roots(TrustRoots.of(stage.corp().certificate()))
                          .identity("payments")
                          .build()),
              (stage, client) -> client.send(stage.url("alias.example.test", "/v1/pay"), PROMPT)),
          new Scene(
              "wrong-pin",
              "a trusted CA gave a rogue in the right network a certificate for the name",
              Reason.PIN_NOT_IN_PATH,
              stage -> {
                stage.rogue(stage.ca().server(API));
                stage
                    .internet()
                    .change(world -> world.harm(Harm.resign(API, Type.A, Scenes::toTheRogue)));
              },
              stage -> List.of(pinned(API, stage.honestIdentity().certificate())),
              Scenes::chat),
          new Scene(
              "pin-rotation",
              "the operator moves on to the key in reserve, as planned",
              null,
              stage -> {},
              stage ->
                  List.of(
                      TestInternet.policy(API)
                          .pins(
                              SpkiPin.of(stage.honestIdentity().certificate()),
                              SpkiPin.of(stage.reserveIdentity().certificate()))
                          .pinsExpire(LocalDate.parse("2027-06-30"))
                          .build()),
              (stage, client) -> {
                client.look(stage.url(API, "/"));
                stage.rotate();
                client.send(stage.url(API, "/v1/chat"), PROMPT);
              }),
          new Scene(
              "redirect-theft",
              "the endpoint redirects a request, key, prompt and all, to a stranger",
              Reason.REQUEST_CREDENTIAL_ELSEWHERE,
              stage -> {
                stage.rogue(stage.ca().server("rogue.example.test"));
                stage
                    .honest()
                    .redirect("/v1/chat", 307, stage.url("rogue.example.test", "/collect"));
              },
              stage -> List.of(open(API), TestInternet.policy("rogue.example.test").build()),
              Scenes::chat),
          carriedOn(
              "redirect-interceptor-key",
              "the endpoint redirects to a stranger, and an interceptor has set the key",
              stage -> redirect(stage, "/v1/chat"),
              (stage, client) -> client.sendByInterceptor(stage.url(API, "/v1/chat"))),
          carriedOn(
              "redirect-authenticator-key",
              "the endpoint asks for the key, and its open redirect carries that to a stranger",
              stage -> {
                redirect(stage, "/v1/signed-in");
                stage
                    .honest()
                    .answer(
                        "/v1/chat",
                        401,
                        Map.of("WWW-Authenticate", "Bearer realm=\"/v1/signed-in\""),
                        "");
              },
              (stage, client) -> client.sendWhenAsked(stage.url(API, "/v1/chat"))),
          new Scene(
              "redirect-cleartext",
              "the endpoint redirects to http, where anyone on the path can read",
              Reason.REQUEST_CLEARTEXT,
              stage -> {
                stage.rogue(TlsPeer.plain().address("127.0.1.66"));
                stage
                    .honest()
                    .redirect(
                        "/v1/chat", 302, "http://rogue.example.test:" + stage.honest().port());
              },
              stage -> List.of(open(API), TestInternet.policy("rogue.example.test").build()),
              (stage, client) -> client.send(stage.url(API, "/v1/chat"), "")),
          new Scene(
              "coalescing",
              "a connection to one host is used for another one, past its pins",
              Reason.PIN_NOT_IN_PATH,
              Stage::rogueIsTheHonestPeer,
              stage ->
                  List.of(
                      open(API),
                      TestInternet.policy("twin.example.test")
                          .pins(RESERVE, SpkiPin.of(TestCa.create("another").certificate()))
                          .pinsExpire(LocalDate.parse("2027-06-30"))
                          .build()),
              (stage, client) -> {
                client.look(stage.url(API, "/"));
                client.send(stage.url("twin.example.test", "/v1/chat"), PROMPT);
              }),
          afterPolicyChange(
              "connection-after-policy-change",
              "a pooled connection is used after its key was found stolen and the pins changed",
              client -> {}),
          afterPolicyChange(
              "session-after-policy-change",
              "a TLS session is resumed after its key was found stolen and the pins changed",
              Scene.Actor::hangUp),
          new Scene(
              "session-resumed-elsewhere",
              "a TLS session is resumed at a rogue, whose connection stays open after the name has"
                  + " moved back",
              null,
              stage ->
                  stage.rogue(
                      TlsPeer.builder(stage.honestIdentity())
                          .sharesSessionsOf(stage.honest())
                          .address(Stage.ROGUE)),
              stage -> List.of(open(API)),
              (stage, client) -> {
                client.look(stage.url(API, "/"));
                client.hangUp();
                moves(stage, world -> world.harm(Harm.resign(API, Type.A, Scenes::toTheRogue)));
                client.look(stage.url(API, "/"));
                moves(stage, SignedWorld::healthy);
                client.send(stage.url(API, "/v1/chat"), PROMPT);
              }),
          new Scene(
              "ip-literal",
              "a URL names an address in place of a host",
              Reason.ADDRESS_LITERAL,
              stage -> stage.rogue(stage.ca().server("127.0.1.66")),
              stage -> List.of(),
              (stage, client) -> client.send(stage.url("127.0.1.66", "/v1/chat"), PROMPT)));

  private Scenes() {}

  /** The names of the hermetic internet. */
  public static SignedWorld world() {
    return SignedWorld.builder()
        .zone(
            "example.test",
            zone ->
                zone.records(
                    "api A 127.0.1.10",
                    "twin A 127.0.1.10",
                    "rogue A 127.0.1.66",
                    "alias CNAME bucket.cloud.test."))
        .zone("cloud.test", zone -> zone.records("bucket A 127.0.1.66"))
        .zone("plain.test", zone -> zone.unsigned().records("api A 127.0.1.10"))
        .zone(
            "evil.test",
            zone -> zone.unsigned().records("local A 127.0.0.1", "metadata A 169.254.169.254"))
        .build();
  }

  private static void chat(Stage stage, Scene.Actor client) throws java.io.IOException {
    client.send(stage.url(API, "/v1/chat"), PROMPT);
  }

  private static Scene api(
      String name, String title, @Nullable Reason wanted, Scene.Setting setting) {
    return new Scene(name, title, wanted, setting, stage -> List.of(open(API)), Scenes::chat);
  }

  /**
   * The redirect's target is under the policy that declares the key, as every host of the domain
   * is.
   */
  private static Scene carriedOn(String name, String title, Scene.Setting setting, Scene.Act act) {
    return new Scene(
        name,
        title,
        Reason.REQUEST_CREDENTIAL_ELSEWHERE,
        stage -> {
          stage.rogue(stage.ca().server("rogue.example.test"));
          setting.on(stage);
        },
        stage -> List.of(TestInternet.policy("*.example.test").credentials("x-api-key").build()),
        act);
  }

  /** Changes the zone's records, and lets cached ones expire. */
  private static void moves(Stage stage, UnaryOperator<SignedWorld> change) {
    stage.internet().change(change);
    stage.internet().now(stage.internet().now().plus(Duration.ofHours(2)));
  }

  private static void redirect(Stage stage, String path) {
    stage.honest().redirect(path, 302, stage.url("rogue.example.test", "/collect"));
  }

  private static Scene named(
      String name, String title, Reason wanted, String host, Scene.Setting setting) {
    return new Scene(
        name,
        title,
        wanted,
        setting,
        stage -> List.of(),
        (stage, client) -> client.send(stage.url(host, "/v1/chat"), PROMPT));
  }

  private static Scene poisoned(
      String name, String title, Reason wanted, Function<Stage, TestCa.Identity> certificate) {
    return new Scene(
        name,
        title,
        wanted,
        stage -> {
          stage.rogue(certificate.apply(stage));
          stage.internet().change(world -> world.harm(leadsAstray(UNSIGNED)));
        },
        stage -> List.of(open(UNSIGNED)),
        (stage, client) -> client.send(stage.url(UNSIGNED, "/v1/chat"), PROMPT));
  }

  /** The same key in both connections: the honest one, which was stolen. */
  private static Scene afterPolicyChange(
      String name, String title, Consumer<Scene.Actor> inBetween) {
    return new Scene(
        name,
        title,
        Reason.PIN_NOT_IN_PATH,
        Stage::rogueIsTheHonestPeer,
        stage -> List.of(open(API)),
        (stage, client) -> {
          client.look(stage.url(API, "/"));
          inBetween.accept(client);
          client.change(pinned(API, TestCa.create("renewed").certificate()));
          client.send(stage.url(API, "/v1/chat"), PROMPT);
        });
  }

  private static void poison(Stage stage, Harm harm) {
    stage.rogue(stage.ca().server(API));
    stage.internet().change(world -> world.harm(harm));
  }

  private static Harm leadsAstray(String host) {
    return Harm.replace(host, Type.A, Scenes::toTheRogue);
  }

  private static List<Record> toTheRogue(List<Record> records) {
    return records.stream()
        .map(
            record ->
                (Record)
                    new ARecord(
                        record.getName(),
                        record.getDClass(),
                        record.getTTL(),
                        new byte[] {127, 0, 1, 66}))
        .toList();
  }

  private static EndpointPolicy open(String host) {
    return TestInternet.policy(host).build();
  }

  private static EndpointPolicy pinned(String host, X509Certificate current) {
    return TestInternet.policy(host)
        .pins(SpkiPin.of(current), RESERVE)
        .pinsExpire(LocalDate.parse("2027-06-30"))
        .build();
  }
}
