/** The same on the module path. */
module com.example.app {
  requires dev.trustconnect.okhttp;
}
