package dev.trustconnect.lock;

import dev.trustconnect.lock.Change.Kind;
import dev.trustconnect.survey.Endpoint;
import java.util.List;

/** Collects the changes of one endpoint. */
record Changes(Endpoint endpoint, List<Change> found) {
  void add(Kind kind, Field field, String before, String after, String sentence) {
    found.add(new Change(endpoint, kind, field, before, after, sentence));
  }
}
