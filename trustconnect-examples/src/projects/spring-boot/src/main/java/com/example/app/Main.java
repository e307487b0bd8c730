package com.example.app;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/** Sends its arguments to an API and prints the answer. Nothing here is about TrustConnect. */
@SpringBootApplication
public class Main {
  public static void main(String[] arguments) {
    SpringApplication.run(Main.class, arguments).close();
  }

  @Bean
  ApplicationRunner ask(
      RestClient.Builder http, @Value("${api.url}") String url, @Value("${api.key}") String key) {
    RestClient client = http.build();
    return given ->
        System.out.println(
            client
                .post()
                .uri(url)
                .header("x-api-key", key)
                .body(String.join(" ", given.getNonOptionArgs()))
                .retrieve()
                .body(String.class));
  }
}
