package dev.trustconnect.remark;

import java.util.List;

/**
 * The meaning of a concern and its remedies.
 *
 * @param what one sentence
 * @param owner what the endpoint's owner does; empty if there is nothing
 * @param caller what the caller does; empty if there is nothing
 * @param source the document that it rests on
 * @param tags identifiers of OWASP and CWE; may be empty
 */
public record Remedy(String what, String owner, String caller, String source, List<String> tags) {
  public Remedy {
    tags = List.copyOf(tags);
  }
}
