package dev.trustconnect.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.testing.Dnsjava;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

final class RecordingFormatTest {
  @TempDir private Path folder;

  @Test
  void messagesAreFoundByTheirQuestionAndNothingElseIsThere() throws Exception {
    String wire = Base64.getEncoder().encodeToString(new Message(0).toWire());
    Recording recording =
        read(
            """
            at 2015-01-06T21:35:00Z
            ask www.example. A
            peer BOGUS SERVFAIL ; it says why
            msg WWW.example. A %s
            """
                .formatted(wire));

    assertThat(recording.peerVerdict()).isEqualTo(ReplayVerdict.State.BOGUS);
    assertThat(recording.peerRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(recording.peerWhy()).isEqualTo("it says why");
    assertThat(recording.ask(recording.question())).isPresent();
    assertThat(recording.ask(Dnsjava.question(Name.fromString("example."), Type.DS))).isEmpty();
  }

  @Test
  void faultIsReportedWithFileAndLine() {
    assertThatThrownBy(() -> read("at 2015-01-06T21:35:00Z\nmsg www.example. A !!!\n"))
        .isInstanceOf(VectorFormatException.class)
        .hasMessageStartingWith("a.rec:2: ");
    assertThatThrownBy(() -> read("at tomorrow\n")).hasMessageStartingWith("a.rec:1: ");
    assertThatThrownBy(() -> read("at 2015-01-06T21:35:00Z\n")).hasMessageContaining("ask");
  }

  private Recording read(String text) throws Exception {
    return Recording.read(Files.writeString(folder.resolve("a.rec"), text));
  }
}
