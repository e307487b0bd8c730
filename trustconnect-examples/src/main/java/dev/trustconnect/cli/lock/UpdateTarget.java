package dev.trustconnect.cli.lock;

import dev.trustconnect.lock.Field;
import dev.trustconnect.survey.Endpoint;
import java.util.Optional;

/**
 * What {@code --update} names.
 *
 * @param field empty for all
 */
record UpdateTarget(Endpoint endpoint, Optional<Field> field) {
  /**
   * Reads {@code HOST[:PORT][:FIELD]}.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static UpdateTarget parse(String text) {
    int colon = text.lastIndexOf(':');
    String last = text.substring(colon + 1);
    if (colon < 0 || last.chars().allMatch(Character::isDigit)) {
      return new UpdateTarget(Endpoint.parse(text), Optional.empty());
    }
    Field field =
        Field.of(last)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "a lock has no field '"
                            + last
                            + "'; the fields are: "
                            + String.join(", ", Field.keys())));
    return new UpdateTarget(Endpoint.parse(text.substring(0, colon)), Optional.of(field));
  }
}
