package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.WKSRecord;

/** A response laid out: hop by hop, as far as it speaks, and where it leads on to. */
class ResponseModelTest {
  private static final String FAR = "x".repeat(63);

  private final Message message = new Message();
  private Question question = Harm.question("www.one.test", Type.A);

  private ResponseModelTest asked(String name, String type) {
    question = Harm.question(name, Type.value(type));
    return this;
  }

  private ResponseModelTest answer(String owner, String type, String data) {
    return with(Section.ANSWER, owner, type, data);
  }

  private ResponseModelTest signed(String owner, String covered) {
    return answer(
        owner, "RRSIG", covered + " 13 3 60 20260701000000 20260501000000 1 one.test. AAAA");
  }

  private ResponseModelTest with(int section, String owner, String type, String data) {
    Harm.records(owner, Type.value(type), 60, data).forEach(r -> message.addRecord(r, section));
    return this;
  }

  private ResponseModelTest rcode(int rcode) {
    message.getHeader().setRcode(rcode);
    return this;
  }

  private ResponseModel model() throws ResponseModel.Unusable {
    message.getHeader().setFlag(Flags.QR);
    message.addRecord(
        Record.newRecord(question.name(), question.type(), DClass.IN), Section.QUESTION);
    return ResponseModel.of(question, message, 11);
  }

  /** Kind and name of each hop, and where the last leads on to. */
  private String laidOut() throws ResponseModel.Unusable {
    ResponseModel model = model();
    StringBuilder line = new StringBuilder();
    for (ReceivedHop hop : model.hops()) {
      line.append(hop.kind()).append(hop.mismatch() ? "! " : " ").append(hop.name()).append(' ');
    }
    return line + "> " + (model.next() == null ? "" : model.next());
  }

  private void isRefused(Reason reason) {
    assertThatThrownBy(this::model)
        .isInstanceOfSatisfying(
            ResponseModel.Unusable.class,
            unusable -> assertThat(unusable.failure().reason()).isEqualTo(reason));
  }

  @Test
  void dnameLeadsToItsTarget() throws Exception {
    asked("www.t.one.test", "A").answer("t.one.test", "DNAME", "s.one.test.");

    assertThat(laidOut()).isEqualTo("DNAME www.t.one.test. > www.s.one.test.");
  }

  @Test
  void targetInTheSameResponseIsTheNextHop() throws Exception {
    asked("www.t.one.test", "A").answer("t.one.test", "DNAME", "s.one.test.");
    answer("www.t.one.test", "CNAME", "www.s.one.test.");
    answer("www.s.one.test", "A", "192.0.2.1");

    assertThat(laidOut()).isEqualTo("DNAME www.t.one.test. POSITIVE www.s.one.test. > ");
  }

  /** Whatever the response says of a target makes it the next hop. */
  @ParameterizedTest
  @CsvSource({
    "1, s.one.test, A, 192.0.2.1, 'CNAME www.one.test. POSITIVE s.one.test. > '",
    "1, s.one.test, MX, 1 m.one.test., 'CNAME www.one.test. > s.one.test.'",
    "1, s.one.test, CNAME, u.one.test., 'CNAME www.one.test. CNAME s.one.test. > u.one.test.'",
    "2, one.test, SOA, a. b. 1 1 1 1 1, 'CNAME www.one.test. NODATA s.one.test. > '",
    "2, s.one.test, SOA, a. b. 1 1 1 1 1, 'CNAME www.one.test. NODATA s.one.test. > '",
    "2, t.one.test, SOA, a. b. 1 1 1 1 1, 'CNAME www.one.test. > s.one.test.'",
  })
  void targetIsAHopIfTheResponseHasRecordsForIt(
      int section, String owner, String type, String data, String laidOut) throws Exception {
    answer("www.one.test", "CNAME", "s.one.test.").with(section, owner, type, data);

    assertThat(laidOut()).isEqualTo(laidOut);
  }

  @Test
  void targetBelowADnameIsAHopThere() throws Exception {
    answer("www.one.test", "CNAME", "a.t.one.test.");
    answer("t.one.test", "DNAME", "two.test.");

    assertThat(laidOut()).isEqualTo("CNAME www.one.test. DNAME a.t.one.test. > a.two.test.");
  }

  /** Data signed at the name itself counts more than a DNAME injected above it. */
  @ParameterizedTest
  @CsvSource({
    "A, 192.0.2.1, true, 'POSITIVE www.one.test. > '",
    "A, 192.0.2.1, false, 'DNAME www.one.test. > www.two.test.'",
    "CNAME, www.two.test., true, 'CNAME www.one.test. > www.two.test.'",
    "MX, 1 m.one.test., true, 'DNAME www.one.test. > www.two.test.'",
  })
  void signedDataStandsBesideADname(String type, String data, boolean signed, String laidOut)
      throws Exception {
    answer("one.test", "DNAME", "two.test.").answer("www.one.test", type, data);
    if (signed) {
      signed("www.one.test", type);
    }

    assertThat(laidOut()).isEqualTo(laidOut);
  }

  /** Who asks for the alias itself isn't led on. */
  @ParameterizedTest
  @ValueSource(strings = {"CNAME", "ANY"})
  void aliasAskedForIsTheEnd(String type) throws Exception {
    asked("www.t.one.test", type).answer("t.one.test", "DNAME", "s.one.test.");

    assertThat(laidOut()).isEqualTo("DNAME www.t.one.test. > ");
  }

  @Test
  void aliasThatTheDnameDoesNotYieldIsTheEnd() throws Exception {
    asked("www.t.one.test", "A").answer("t.one.test", "DNAME", "s.one.test.");
    answer("www.t.one.test", "CNAME", "www.evil.test.").answer("www.s.one.test", "A", "192.0.2.1");

    assertThat(laidOut()).isEqualTo("DNAME! www.t.one.test. > ");
  }

  /** RFC 6672 §2.2: a name that would grow too long is YXDOMAIN, and has no alias. */
  @ParameterizedTest
  @CsvSource({"6, false, ''", "0, false, '!'", "6, true, '!'", "3, false, '!'"})
  void nameThatGrowsTooLongIsYxdomain(int rcode, boolean alias, String mark) throws Exception {
    String name = "a." + FAR + ".t.one.test";
    asked(name, "A").answer("t.one.test", "DNAME", FAR + "." + FAR + "." + FAR + ".");
    if (alias) {
      answer(name, "CNAME", "www.evil.test.");
    }

    assertThat(rcode(rcode).laidOut()).isEqualTo("DNAME" + mark + " " + name + ". > ");
  }

  /** RFC 6604 §2.1: beside an alias that was asked for, the code may be that of its target. */
  @ParameterizedTest
  @CsvSource({"CNAME, CNAME", "ANY, CNAME", "ANY, A", "A, ''"})
  void nameErrorBesideDataIsAContradictionUnlessAnAliasWasAskedFor(String asked, String held)
      throws Exception {
    asked("www.one.test", asked).rcode(Rcode.NXDOMAIN);
    if (held.equals("CNAME")) {
      answer("www.one.test", "CNAME", "s.one.test.");
    } else {
      answer("www.one.test", "A", "192.0.2.1");
    }

    if (held.isEmpty()) {
      isRefused(Reason.UPSTREAM_RCODE);
    } else {
      assertThat(laidOut()).isEqualTo("POSITIVE www.one.test. > ");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void yxdomainWithoutADnameIsAContradiction(boolean data) {
    rcode(Rcode.YXDOMAIN);
    if (data) {
      answer("www.one.test", "A", "192.0.2.1");
    }

    isRefused(Reason.UPSTREAM_RCODE);
  }

  @ParameterizedTest
  @CsvSource({"0, NODATA", "3, NXDOMAIN"})
  void answerWithoutRecordsIsAnAbsence(int rcode, String kind) throws Exception {
    assertThat(rcode(rcode).laidOut()).isEqualTo(kind + " www.one.test. > ");
  }

  @ParameterizedTest
  @ValueSource(ints = {Section.ANSWER, Section.AUTHORITY})
  void recordThatCantBeWrittenIsGarbage(int section) {
    message.addRecord(
        new WKSRecord(
            question.name(), DClass.IN, 60, InetAddress.getLoopbackAddress(), 6, new int[0]),
        section);

    isRefused(Reason.UPSTREAM_GARBAGE);
  }
}
