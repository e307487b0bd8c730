package dev.trustconnect.remark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Services whose names are given to others once they are free, by the suffix of an alias's target.
 * A match is never a proof that a name can be claimed.
 */
final class TakeoverServices {
  private static final String RESOURCE = "takeover.txt";
  private static final int FIELDS = 5;
  private static final TakeoverServices SHIPPED = new TakeoverServices(read());

  private final List<Service> services;

  /**
   * One line of the file.
   *
   * @param suffix of a target; it begins at a label unless it begins with a hyphen
   * @param sign what shows that a name is free
   * @param checked the day on which the source was read, in ISO form
   */
  record Service(String suffix, String name, Sign sign, String source, String checked) {
    boolean covers(String target) {
      String lower = target.toLowerCase(Locale.ROOT);
      return suffix.startsWith("-")
          ? lower.endsWith(suffix)
          : lower.equals(suffix) || lower.endsWith("." + suffix);
    }
  }

  /** The sign that a name is free. */
  enum Sign {
    /** The name doesn't exist. */
    NXDOMAIN,
    /** The operator's name servers know nothing of the zone. */
    LAME
  }

  private TakeoverServices(List<Service> services) {
    this.services = List.copyOf(services);
  }

  static TakeoverServices shipped() {
    return SHIPPED;
  }

  List<Service> all() {
    return services;
  }

  Optional<Service> find(String target, Sign sign) {
    return services.stream()
        .filter(service -> service.sign() == sign && service.covers(target))
        .findFirst();
  }

  private static List<Service> read() {
    List<Service> services = new ArrayList<>();
    try (InputStream in = TakeoverServices.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(in, RESOURCE), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty() && !line.startsWith("#")) {
          services.add(service(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
    return services;
  }

  private static Service service(String line) {
    String[] fields = line.split(" *\\| *", -1);
    if (fields.length != FIELDS) {
      throw new IllegalStateException(RESOURCE + ": " + line);
    }
    return new Service(
        fields[0],
        fields[1],
        Sign.valueOf(fields[2].toUpperCase(Locale.ROOT)),
        fields[3],
        fields[4]);
  }
}
