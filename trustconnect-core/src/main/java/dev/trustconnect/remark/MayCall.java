package dev.trustconnect.remark;

/** Whether the gates would let a request pass. */
public enum MayCall {
  /** They would, and there is nothing that a policy has to make up for. */
  YES("yes"),
  /** They would; the policy makes up for what the endpoint lacks. */
  COMPENSATED("yes, compensated"),
  /** They would refuse. */
  NO("no"),
  /** There was no handshake to judge. */
  UNKNOWN("not judged");

  private final String words;

  MayCall(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
