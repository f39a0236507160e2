/** What is known of the user of a server. The texts come from the server. */
export interface KnownUser {
  /** `undefined` for a service principal, which has no user. */
  readonly username: string | undefined;
  readonly role: string | undefined;
}
