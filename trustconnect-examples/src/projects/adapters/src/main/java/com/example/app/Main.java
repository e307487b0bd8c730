package com.example.app;

/**
 * One request through each adapter. Arguments: folder of keys, DoH URL, time, port of the endpoint.
 * Without arguments: what each adapter says where its library is absent.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      WithoutLibraries.report();
    } else {
      Requests.send(args);
    }
    System.exit(0); // a client's own threads may idle on
  }
}
