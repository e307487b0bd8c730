/** The same on the module path. */
module com.example.app {
  requires dev.trustconnect.okhttp;
  requires kotlin.stdlib; // OkHttp 4.12 has no descriptor that does
}
