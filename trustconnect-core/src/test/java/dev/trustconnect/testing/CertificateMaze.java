package dev.trustconnect.testing;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Authorities that sign each other until there are more ways through than anyone should walk. All
 * of one level have one name and each its own key, so that names rule no way out.
 */
public final class CertificateMaze {
  private CertificateMaze() {}

  /**
   * The server's certificate, then every cross signature, the level next to the server first.
   *
   * @param exit the authority that has signed the last key of the top level; or an authority nobody
   *     knows, if there shall be no way out
   */
  public static TestCa.Identity of(TestCa exit, int levels, int width, String host) {
    List<List<TestCa>> authorities = new ArrayList<>();
    for (int level = 0; level < levels; level++) {
      List<TestCa> sameNamed = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        sameNamed.add(TestCa.create("Level " + level));
      }
      authorities.add(sameNamed);
    }
    List<X509Certificate> served = new ArrayList<>();
    for (int level = 0; level + 1 < levels; level++) {
      for (TestCa subject : authorities.get(level)) {
        for (TestCa issuer : authorities.get(level + 1)) {
          served.add(subject.crossSigned(issuer));
        }
      }
    }
    List<TestCa> top = authorities.get(levels - 1);
    served.add(top.get(width - 1).crossSigned(exit));
    TestCa.Identity server = authorities.get(0).get(0).server(host);
    served.add(0, server.certificate());
    return new TestCa.Identity(server.key(), served);
  }

  /** Authorities of one name and each its own key, of which each has signed each other. */
  public static TestCa.Identity ofOneName(TestCa exit, int width, String host) {
    List<TestCa> sameNamed = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      sameNamed.add(TestCa.create("Maze"));
    }
    TestCa.Identity server = sameNamed.get(0).server(host);
    for (TestCa subject : sameNamed) {
      for (TestCa issuer : sameNamed) {
        server = subject == issuer ? server : server.with(subject.crossSigned(issuer));
      }
    }
    return server.with(sameNamed.get(width - 1).crossSigned(exit));
  }

  /**
   * One key, with so many certificates that it has issued to itself, and one that {@code exit} has:
   * every walk through them is a proper chain.
   *
   * @param exitFirst whether the way out is served before the others, or after
   */
  public static TestCa.Identity ofOneKey(TestCa exit, int echoes, boolean exitFirst, String host) {
    TestCa echo = TestCa.create("Echo");
    TestCa.Identity server = echo.server(host);
    server = exitFirst ? withExit(server, echo, exit) : server;
    for (int i = 0; i < echoes; i++) {
      server = server.with(echo.crossSigned(echo));
    }
    return exitFirst ? server : withExit(server, echo, exit);
  }

  private static TestCa.Identity withExit(TestCa.Identity server, TestCa echo, TestCa exit) {
    TestCa.Identity longer = server.with(echo.crossSigned(exit));
    for (X509Certificate above : exit.above()) {
      longer = longer.with(above);
    }
    return longer;
  }

  /** One authority below the other, so many of them, and a server below the last. */
  public static TestCa.Identity line(TestCa root, int authorities, String host) {
    TestCa issuer = root;
    for (int i = 0; i < authorities; i++) {
      issuer = issuer.intermediate("Line " + i);
    }
    return issuer.server(host);
  }
}
