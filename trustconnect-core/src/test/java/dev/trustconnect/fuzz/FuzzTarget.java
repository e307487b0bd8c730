package dev.trustconnect.fuzz;

import java.util.List;

/** A door that bytes from outside come in by. */
interface FuzzTarget {

  /** Lets {@code input} in; throws if a property doesn't hold. */
  void run(byte[] input) throws Exception;

  /** Inputs that go deep, for a fuzzer to begin with. */
  List<byte[]> seeds() throws Exception;
}
