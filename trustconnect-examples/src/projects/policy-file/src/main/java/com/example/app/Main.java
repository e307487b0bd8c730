package com.example.app;

import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.name.HostName;
import java.nio.file.Path;

/** A policy file and an internationalised name. Argument: the policy file. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    report(() -> PolicyFile.read(Path.of(args[0])).policies().policies().size() + " policies");
    report(() -> HostName.parse("b\u00fccher.example").toString());
  }

  private static void report(Reading reading) throws Exception {
    try {
      System.out.println(reading.get());
    } catch (IllegalStateException | IllegalArgumentException refused) {
      System.out.println(refused.getMessage());
    }
  }

  private interface Reading {
    String get() throws Exception;
  }
}
