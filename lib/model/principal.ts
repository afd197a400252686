// A principal that asks.

interface Member {
  readonly account: string;
  readonly partition: string;
  readonly arn: string;
}

export type Caller =
  /** `uniqueId` (AIDA..., AROA...) is known for principals that were read or whose `aws:userid` is given. */
  | (Member & { readonly kind: 'user'; readonly uniqueId: string | undefined })
  /** Any session of the role, without session policy (A25). */
  | (Member & { readonly kind: 'role'; readonly uniqueId: string | undefined; readonly serviceLinked: boolean })
  | (Member & { readonly kind: 'session'; readonly role: string; readonly uniqueId: string | undefined; readonly serviceLinked: boolean })
  | (Member & { readonly kind: 'federated'; readonly user: string })
  | (Member & { readonly kind: 'root' })
  | { readonly kind: 'service'; readonly service: string }
  /** Whoever the other account lets: a whole account into which we cannot see. */
  | { readonly kind: 'account'; readonly account: string; readonly partition: string }
  /** Any authenticated AWS principal that no policy names (A39). */
  | { readonly kind: 'anyone' };
