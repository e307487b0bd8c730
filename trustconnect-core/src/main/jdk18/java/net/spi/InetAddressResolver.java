package java.net.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/** The JDK's interface since 18, as far as this library uses it. Never packaged. */
public interface InetAddressResolver {
  Stream<InetAddress> lookupByName(String host, LookupPolicy lookupPolicy)
      throws UnknownHostException;

  String lookupByAddress(byte[] addr) throws UnknownHostException;

  final class LookupPolicy {
    private final int characteristics;

    private LookupPolicy(int characteristics) {
      this.characteristics = characteristics;
    }

    public static LookupPolicy of(int characteristics) {
      return new LookupPolicy(characteristics);
    }

    public int characteristics() {
      return characteristics;
    }
  }
}
