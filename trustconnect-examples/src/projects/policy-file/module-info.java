/** The same on the module path. */
module com.example.app {
  requires dev.trustconnect.core;
  requires org.snakeyaml.engine.v2;
  requires com.ibm.icu;
}
