/** The same on the module path. */
module com.example.app {
  requires dev.trustconnect.okhttp;
  requires openai.java.core;
  requires openai.java.client.okhttp;
  requires com.fasterxml.jackson.databind; // javac reads the annotations of the SDK's classes
}
