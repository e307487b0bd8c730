package dev.trustconnect.okhttp.langchain4j;

import dev.langchain4j.http.client.FormDataFile;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.trustconnect.okhttp.adapter.RequestHeaders;
import java.nio.charset.StandardCharsets;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** langchain4j's requests as OkHttp's. */
final class Translation {
  private Translation() {}

  /**
   * {@code request} for OkHttp.
   *
   * @throws IllegalArgumentException if its URL or a header can't be sent; neither is in the
   *     message, since both may contain a key
   */
  static Request of(HttpRequest request) {
    HttpUrl url = HttpUrl.parse(request.url());
    if (url == null) {
      throw new IllegalArgumentException("the request's URL isn't a valid http: or https: URL");
    }
    Request.Builder translated =
        new Request.Builder().url(url).method(request.method().name(), body(request));
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (values != null) {
                values.forEach(value -> RequestHeaders.add(translated, name, value));
              }
            });
    return translated.build();
  }

  private static @Nullable RequestBody body(HttpRequest request) {
    if (!request.formDataFields().isEmpty() || !request.formDataFiles().isEmpty()) {
      return form(request);
    }
    if (request.body() != null) {
      return RequestBody.create(request.body().getBytes(StandardCharsets.UTF_8), null);
    }
    // OkHttp requires a body for POST.
    return request.method() == HttpMethod.POST ? RequestBody.create(new byte[0], null) : null;
  }

  private static RequestBody form(HttpRequest request) {
    MultipartBody.Builder form = new MultipartBody.Builder().setType(MultipartBody.FORM);
    request.formDataFields().forEach(form::addFormDataPart);
    request
        .formDataFiles()
        .forEach((name, file) -> form.addFormDataPart(name, file.fileName(), content(file)));
    return form.build();
  }

  private static RequestBody content(FormDataFile file) {
    String type = file.contentType();
    return RequestBody.create(file.content(), type == null ? null : MediaType.parse(type));
  }
}
