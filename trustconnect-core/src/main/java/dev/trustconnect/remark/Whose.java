package dev.trustconnect.remark;

/** Who can mend what a remark is about. */
public enum Whose {
  /** The owner of the endpoint or of its zone alone. */
  OWNER,
  /** The caller, in the policy or the client. */
  CALLER,
  /** Who runs the network in between. */
  NETWORK
}
