package dev.trustconnect.replay;

import dev.trustconnect.dnssec.Question;
import java.util.Optional;
import org.xbill.DNS.Message;

/**
 * Where a validator gets its messages from: a recording, or a recursive resolver over replayed
 * servers.
 */
interface Upstream {
  /** The response to {@code question}; empty when none is to be had. A fresh copy each time. */
  Optional<Message> ask(Question question);
}
