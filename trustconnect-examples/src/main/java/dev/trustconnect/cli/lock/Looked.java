package dev.trustconnect.cli.lock;

import dev.trustconnect.cli.defect.Defect;
import dev.trustconnect.cli.defect.StackTraces;
import dev.trustconnect.lock.NotJudged;
import dev.trustconnect.path.TrustStoreException;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The surveys of several endpoints. A defect in one survey doesn't affect the others. For one
 * thread.
 */
final class Looked {
  private final List<Survey> surveys = new ArrayList<>();
  private final Map<Endpoint, Defect> defects = new TreeMap<>();

  private Looked() {}

  /** Looks at each endpoint, one after the other. Blocks as {@code look} does. */
  static Looked at(Collection<Endpoint> endpoints, Function<Endpoint, Survey> look) {
    Looked looked = new Looked();
    for (Endpoint endpoint : endpoints) {
      looked.attempt(endpoint, () -> looked.surveys.add(look.apply(endpoint)));
    }
    return looked;
  }

  /** Tries what is to be done with each survey, and leaves out those with which it fails. */
  Looked usable(Consumer<Survey> use) {
    for (Survey survey : List.copyOf(surveys)) {
      if (!attempt(survey.endpoint(), () -> use.accept(survey))) {
        surveys.remove(survey);
      }
    }
    return this;
  }

  private boolean attempt(Endpoint endpoint, Runnable part) {
    try {
      part.run();
      return true;
    } catch (TrustStoreException unusable) { // no endpoint can be judged
      throw unusable;
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError unexpected) {
      defects.put(endpoint, new Defect(unexpected));
      return false;
    }
  }

  /** In the order of the endpoints. */
  List<Survey> surveys() {
    return List.copyOf(surveys);
  }

  /** The endpoints that a defect kept from being judged. */
  List<NotJudged> notJudged() {
    return defects.entrySet().stream()
        .map(entry -> new NotJudged(entry.getKey(), "endpoint", entry.getValue().toString()))
        .toList();
  }

  /** Prints the stack traces of the defects. */
  Looked traced(StackTraces traces) {
    defects.forEach((endpoint, defect) -> traces.print(endpoint.toString(), defect));
    return this;
  }
}
