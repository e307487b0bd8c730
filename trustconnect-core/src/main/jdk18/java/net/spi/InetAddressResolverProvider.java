package java.net.spi;

/**
 * The JDK's class since 18, as far as this library uses it. {@code javac --patch-module} reads it
 * from here, because {@code --release 17} doesn't know it. Never packaged.
 */
public abstract class InetAddressResolverProvider {
  protected InetAddressResolverProvider() {}

  public abstract InetAddressResolver get(Configuration configuration);

  public abstract String name();

  public interface Configuration {
    InetAddressResolver builtinResolver();
  }
}
