package dev.trustconnect.remark;

/** The party that can fix the problem of a remark. */
public enum Whose {
  /** The owner of the endpoint or of its zone alone. */
  OWNER,
  /** The caller, in the policy or the client. */
  CALLER,
  /** The operator of the network in between. */
  NETWORK
}
