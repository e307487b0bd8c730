package dev.trustconnect.cli.policy;

import dev.trustconnect.cli.policy.CheckedFile.CheckedHost;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.upstream.DohUpstream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Draws the result of checking a policy file. */
final class CheckedText {
  private final Style style;

  CheckedText(Style style) {
    this.style = style;
  }

  /** The whole text; ends with a line break. */
  String render(CheckedFile checked) {
    PolicyFile read = checked.read();
    if (read == null) {
      return rejected(checked);
    }
    List<String> rows = new ArrayList<>();
    if (checked.hosts().isEmpty()) {
      rows.addAll(settings(read));
      checked.policies().forEach(policy -> rows.add(policy.toString()));
    } else {
      checked.hosts().forEach(host -> rows.add(row(host, read.policies().profile())));
    }
    checked.warnings().forEach(warning -> rows.add(style.fair("warning: " + warning)));
    StringBuilder text = new StringBuilder();
    text.append(style.strong(checked.file())).append(' ').append(style.good("ACCEPTED"));
    text.append('\n');
    for (int i = 0; i < rows.size(); i++) {
      text.append(i == rows.size() - 1 ? style.corner() : style.fork());
      text.append(rows.get(i)).append('\n');
    }
    return text.toString();
  }

  /** One problem per line, in the form that editors and build tools recognise. */
  private String rejected(CheckedFile checked) {
    int number = checked.problems().size();
    return checked.problems().stream()
            .map(problem -> checked.file() + ":" + problem + "\n")
            .collect(Collectors.joining())
        + style.strong(checked.file())
        + " "
        + style.bad("REJECTED")
        + (number == 1 ? ": 1 problem" : ": " + number + " problems")
        + "; nothing of the file would be in force\n";
  }

  private static List<String> settings(PolicyFile read) {
    String upstreams =
        read.upstreams().stream().map(DohUpstream::label).collect(Collectors.joining(", "));
    String proxies =
        read.proxies().stream()
            .map(InetSocketAddress::toString)
            .map(text -> text.replaceFirst("^/", ""))
            .sorted()
            .collect(Collectors.joining(", "));
    return List.of(
        "upstreams: " + upstreams,
        "roots: " + read.roots().map(Object::toString).orElse("the Java runtime's"),
        "proxies: " + (proxies.isEmpty() ? "none" : proxies),
        "profile: "
            + read.policies().profile()
            + (read.policies().profile() == Profile.STRICT
                ? ", hosts that no entry covers are refused"
                : ", hosts that no entry covers have the defaults"));
  }

  private String row(CheckedHost host, Profile profile) {
    String name = style.strong(host.host().toString());
    return host.policy()
        .map(
            policy ->
                name
                    + (host.isWritten()
                        ? " is covered: " + policy
                        : " isn't covered, profile " + profile + ": " + policy))
        .orElseGet(
            () ->
                name
                    + " "
                    + style.bad("refused [" + Reason.POLICY_MISSING.code() + "]")
                    + ": no entry covers it, and the profile is "
                    + profile);
  }
}
