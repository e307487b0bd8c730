package dev.trustconnect.cli.issued;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.cli.fetch.NetworkTrouble;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Asks a search service, page by page, through the gates. Redirects aren't followed, so a token
 * goes to the service's host alone.
 */
final class Pages implements AutoCloseable {
  static final int MAX_PAGES = 100;
  static final int MAX_PAGE_BYTES = 8 << 20;

  /**
   * All pages are held until the report, in which a name of a few bytes takes ten times as many.
   */
  static final int MAX_NAMES = 1_000_000;

  static final long MAX_BYTES = 128L << 20;

  private final OkHttpClient client;
  private final @Nullable String token;
  private final Limits limits;
  private final long began;
  private final Map<String, Issued> found = new LinkedHashMap<>(); // by id
  private long names;
  private long bytes;

  /**
   * How long it may take. A limit on each read alone would let a server drip bytes for ever.
   *
   * @param page from the first look-up to the last byte of one page
   * @param all for all pages together
   * @param nanoTime a clock that only moves forward, such as {@code System::nanoTime}
   */
  record Limits(Duration page, Duration all, LongSupplier nanoTime) {
    static final Limits USUAL =
        new Limits(Duration.ofMinutes(2), Duration.ofMinutes(20), System::nanoTime);
  }

  /**
   * Opens a client.
   *
   * @param token sent as {@code Authorization: Bearer}; null for none
   */
  Pages(TrustConnect trust, @Nullable String token, Limits limits) {
    this.client =
        TrustConnectOkHttp.newClient(trust)
            .newBuilder()
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
    this.token = token;
    this.limits = limits;
    this.began = limits.nanoTime().getAsLong();
  }

  /** Everything after {@code since} at a server with Cert Spotter's API. Blocks. */
  Gathered certSpotter(HttpUrl server, String domain, @Nullable String since) {
    HttpUrl all =
        server
            .newBuilder()
            .addQueryParameter("domain", domain)
            .addQueryParameter("include_subdomains", "true")
            .addQueryParameter("expand", "dns_names")
            .addQueryParameter("expand", "issuer")
            .build();
    String after = since;
    for (int page = 0; page < MAX_PAGES; page++) {
      HttpUrl next =
          after == null ? all : all.newBuilder().addQueryParameter("after", after).build();
      List<Issued> entries;
      try {
        entries = page(next);
      } catch (UnreadableAnswer failed) {
        return gathered(after, String.valueOf(failed.getMessage()));
      }
      if (entries.isEmpty()) {
        return gathered(after, null);
      }
      String last = entries.get(entries.size() - 1).id();
      if (last.equals(after)) {
        return gathered(after, shown(next) + " gives the same page again after id " + after);
      }
      entries.forEach(entry -> found.putIfAbsent(entry.id(), entry));
      after = last;
    }
    return gathered(after, "there are more than " + MAX_PAGES + " pages; the others weren't read");
  }

  /**
   * Everything at crt.sh: it has no pages, and takes the names below a domain separately. Blocks.
   */
  Gathered crtSh(HttpUrl server, String domain) {
    for (String wanted : List.of(domain, "%." + domain)) {
      HttpUrl url =
          server
              .newBuilder()
              .addQueryParameter("q", wanted)
              .addQueryParameter("output", "json")
              .build();
      try {
        page(url).forEach(entry -> found.putIfAbsent(entry.id(), entry));
      } catch (UnreadableAnswer failed) {
        return gathered(null, String.valueOf(failed.getMessage()));
      }
    }
    return gathered(null, null);
  }

  private Gathered gathered(@Nullable String last, @Nullable String missing) {
    return new Gathered(new ArrayList<>(found.values()), last, missing);
  }

  private List<Issued> page(HttpUrl url) throws UnreadableAnswer {
    Request.Builder request = new Request.Builder().url(url);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    Duration left = limits.all().minus(Duration.ofNanos(limits.nanoTime().getAsLong() - began));
    if (left.isNegative() || left.isZero()) {
      throw new UnreadableAnswer(
          shown(url) + " takes longer than " + inWords(limits.all()) + " for all its pages");
    }
    Duration limit = left.compareTo(limits.page()) < 0 ? left : limits.page();
    byte[] body;
    Call call = client.newCall(request.build());
    call.timeout().timeout(limit.toNanos(), TimeUnit.NANOSECONDS); // the body's last byte included
    try (Response response = call.execute()) {
      if (response.code() != 200) {
        throw new UnreadableAnswer(shown(url) + " " + refused(response));
      }
      body = response.body().byteStream().readNBytes(MAX_PAGE_BYTES + 1);
    } catch (IOException failed) {
      throw new UnreadableAnswer(
          TrustRefusal.in(failed)
              .map(refusal -> ShownText.line(refusal.refusal().toString()))
              .orElseGet(() -> trouble(url, call, limit, failed)),
          failed);
    }
    if (body.length > MAX_PAGE_BYTES) {
      throw new UnreadableAnswer(shown(url) + " sends a page of more than 8 MiB");
    }
    bytes += body.length;
    if (bytes > MAX_BYTES) {
      throw new UnreadableAnswer(shown(url) + " sends more than 128 MiB in all its pages");
    }
    List<Issued> entries = new ArrayList<>();
    try {
      AnswerReader.read(new ByteArrayInputStream(body), shown(url), entries::add);
    } catch (IOException impossible) {
      throw new UnreadableAnswer(shown(url) + ": unreadable", impossible);
    }
    names += entries.stream().mapToLong(entry -> entry.names().size()).sum();
    if (names > MAX_NAMES) {
      throw new UnreadableAnswer(shown(url) + " sends more than " + MAX_NAMES + " names");
    }
    return entries;
  }

  /** OkHttp cancels a call whose time is over, and no other is cancelled here. */
  private static String trouble(HttpUrl url, Call call, Duration limit, IOException failed) {
    return call.isCanceled()
        ? shown(url) + " doesn't send a whole page within " + inWords(limit)
        : shown(url) + ": " + NetworkTrouble.inWords(failed);
  }

  private static String inWords(Duration limit) {
    return limit.toSeconds() < 1
        ? limit.toMillis() + " ms"
        : limit.toSeconds() + (limit.toSeconds() == 1 ? " second" : " seconds");
  }

  private static String refused(Response response) {
    int status = response.code();
    String answer = "answers " + status;
    if (status == 429 || status >= 500) {
      String wait = response.header("Retry-After", "");
      return answer
          + (status == 429 ? ", too many requests" : ", it can't answer now")
          + (wait.isEmpty()
              ? "; try again later"
              : "; Retry-After: " + ShownText.line(wait.substring(0, Math.min(40, wait.length()))));
    }
    if (status == 401 || status == 403) {
      return answer + ": it wants another token in " + IssuedCommand.TOKEN;
    }
    if (response.isRedirect()) {
      return answer + ", a redirect, which isn't followed";
    }
    return answer + "; wanted 200";
  }

  /** Without the query. */
  private static String shown(HttpUrl url) {
    return ShownText.url(url.toString());
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }
}
