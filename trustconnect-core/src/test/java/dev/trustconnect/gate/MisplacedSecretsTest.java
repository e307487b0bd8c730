package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.gate.SeenSecrets.Place;
import dev.trustconnect.name.HostName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which of a request's secrets belong to its host, and which to another or to none. */
class MisplacedSecretsTest {
  private static final HostName A = HostName.parse("api.example.test");
  private static final HostName B = HostName.parse("other.example.test");
  private static final HostName C = HostName.parse("twin.example.test");
  private static final Place TARGET = new Place(A, 443);
  private static final String K = "sk-secret-4711";

  private final SeenSecrets seen = new SeenSecrets();

  private static Outgoing outgoing(boolean encrypted, Map<String, String> headers) {
    return outgoing(encrypted, headers, Map.of());
  }

  private static Outgoing outgoing(
      boolean encrypted, Map<String, String> headers, Map<String, String> atHome) {
    return new Outgoing(A.ascii(), 443, encrypted, false, true, headers, atHome);
  }

  private Set<String> undeclared(Outgoing outgoing, Set<String> declared, boolean atHome) {
    MisplacedSecrets secrets = new MisplacedSecrets(outgoing, TARGET, seen);
    secrets.noteUndeclared(outgoing, declared, atHome);
    return secrets.undeclared();
  }

  private void belongs(String secret, HostName host) {
    seen.see(SecretValues.in("x-api-key", secret), new Place(host, 443));
  }

  @Test
  void headerThatTheHostDeclaresIsMeantForIt() {
    Outgoing outgoing = outgoing(true, Map.of("x-key", K));

    assertThat(undeclared(outgoing, Set.of("x-key"), true)).isEmpty();
    assertThat(undeclared(outgoing, Set.of("x-key"), false)).isEmpty();
    assertThat(undeclared(outgoing, Set.of("x-other"), true)).containsExactly("x-key");
  }

  /** A host that a redirect leads to must declare even the headers that are known to everyone. */
  @Test
  void usualHeaderIsMeantForTheHostThatTheApplicationCalled() {
    Outgoing outgoing = outgoing(true, Map.of("authorization", K));

    assertThat(undeclared(outgoing, Set.of(), true)).isEmpty();
    assertThat(undeclared(outgoing, Set.of(), false)).containsExactly("authorization");
  }

  @Test
  void unusualHeaderMustBeDeclaredByTheHostThatTheApplicationCalledToo() {
    Outgoing outgoing = outgoing(true, Map.of("x-key", K, "authorization", K));

    assertThat(undeclared(outgoing, Set.of(), true)).containsExactly("x-key");
    assertThat(undeclared(outgoing, Set.of(), false)).containsExactly("authorization", "x-key");
  }

  @Test
  void proxysCredentialIsMeantForTheHostOnlyIfTheApplicationSetIt() {
    Map<String, String> header = Map.of("proxy-authorization", K);

    assertThat(undeclared(outgoing(true, header), Set.of(), true))
        .containsExactly("proxy-authorization");
    assertThat(undeclared(outgoing(true, header, header), Set.of(), true)).isEmpty();
    assertThat(undeclared(outgoing(true, header, Map.of("authorization", K)), Set.of(), true))
        .containsExactly("proxy-authorization");
    assertThat(undeclared(outgoing(true, header), Set.of("proxy-authorization"), true)).isEmpty();
  }

  /** In cleartext the proxy reads the header itself. */
  @Test
  void proxysCredentialOutsideTlsIsMeantForTheProxy() {
    Outgoing outgoing = outgoing(false, Map.of("proxy-authorization", K));

    assertThat(undeclared(outgoing, Set.of(), true)).isEmpty();
  }

  /** Its own host's policy decides about it; that policy may strip it or only report. */
  @Test
  void headerWithASecretOfAnotherHostIsNotUndeclaredToo() {
    belongs(K, B);
    belongs("sk-secret-4712", C);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-key", K);
    headers.put("x-more", "sk-secret-4712");
    headers.put("x-new", "sk-secret-4713");
    Outgoing outgoing = outgoing(true, headers);

    assertThat(undeclared(outgoing, Set.of(), false)).containsExactly("x-new");
    MisplacedSecrets secrets = new MisplacedSecrets(outgoing, TARGET, seen);
    assertThat(secrets.hosts()).containsExactly(B, C);
    assertThat(secrets.of(A)).isEmpty();
    assertThat(secrets.of(B)).containsExactly("x-key");
    assertThat(secrets.of(C)).containsExactly("x-more");
  }

  @Test
  void secretOfTheTargetIsNotMisplaced() {
    belongs(K, A);
    MisplacedSecrets secrets =
        new MisplacedSecrets(outgoing(true, Map.of("x-key", K)), TARGET, seen);

    assertThat(secrets.hosts()).isEmpty();
    assertThat(secrets.freshWithout(Set.of())).isEmpty();
    assertThat(secrets.findings(A, Set.of())).isEmpty();
    assertThat(secrets.findings(Set.of())).isEmpty();
  }

  @Test
  void newSecretsAreThoseOfHeadersThatAreSent() {
    Outgoing outgoing = outgoing(true, Map.of("x-key", K, "x-more", "sk-secret-4712"));
    MisplacedSecrets secrets = new MisplacedSecrets(outgoing, TARGET, seen);

    assertThat(secrets.freshWithout(Set.of("x-more")))
        .containsExactlyElementsOf(SecretValues.in("x-key", K));
    assertThat(secrets.freshWithout(Set.of())).hasSize(2);
  }

  @Test
  void findingsNameTheHeadersThatAreNotStripped() {
    belongs(K, B);
    Outgoing outgoing =
        outgoing(true, Map.of("x-key", K, "x-new", "sk-secret-4712", "x-more", "sk-secret-4713"));
    MisplacedSecrets secrets = new MisplacedSecrets(outgoing, TARGET, seen);
    secrets.noteUndeclared(outgoing, Set.of(), false);

    assertThat(seen(secrets.findings(B, Set.of()))).containsExactly("header x-key of " + B);
    assertThat(secrets.findings(B, Set.of("x-key"))).isEmpty();
    assertThat(seen(secrets.findings(Set.of("x-new"))))
        .containsExactly("headers x-more, x-new for a host they aren't declared for");
    assertThat(secrets.findings(Set.of("x-new", "x-more"))).isEmpty();
  }

  private static List<String> seen(List<Finding> findings) {
    return findings.stream().map(finding -> ((Finding.Violated) finding).seen()).toList();
  }

  @Test
  void secretsAddedLateBelongToTheirPlaceAndNotToTheTarget() {
    Outgoing outgoing = outgoing(true, Map.of());
    seen.late(TARGET, Set.of("x-here"));
    assertThat(new MisplacedSecrets(outgoing, TARGET, seen).hosts()).isEmpty();

    seen.late(new Place(B, 443), Set.of("x-there"));
    MisplacedSecrets secrets = new MisplacedSecrets(outgoing, TARGET, seen);

    assertThat(secrets.hosts()).containsExactly(B);
    assertThat(secrets.findings(A, Set.of())).isEmpty();
    assertThat(seen(secrets.findings(B, Set.of())))
        .containsExactly("header x-there added to requests to " + B + " after their last check");
  }

  @Test
  void asManySecretsAsTheLimitAllowsFit() {
    belongs(K, A);

    assertThat(findingsOf(SeenSecrets.MAX_VALUES - 1)).isEmpty();
    assertThat(findingsOf(SeenSecrets.MAX_VALUES)).hasSize(1);
  }

  /** Of a request with this many new secrets and one that is known. */
  private List<Finding> findingsOf(int secrets) {
    String lines =
        IntStream.range(0, secrets)
            .mapToObj(i -> "sk-secret-" + i)
            .collect(Collectors.joining("\n", K + "\n", ""));
    return new MisplacedSecrets(outgoing(true, Map.of("x-api-key", lines)), TARGET, seen)
        .findings(Set.of());
  }
}
