// The account's own principals who have a grant only because everybody has it: told once, by the grant of everybody.
import { type Account, decideCell } from '../access/account/account.ts';
import { outsider } from '../access/account/subjects.ts';
import { proofOf } from '../access/matrix/grants.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import type { Grant } from '../model/access.ts';
import { reasonKey } from '../model/decision.ts';
import type { Repository } from '../model/snapshot.ts';
import { type ActionMask, bitsOf } from '../policy/logic/mask.ts';

export interface OwnGrant {
  readonly grant: Grant;
  readonly repository: Repository;
  /** The actions that make it up. */
  readonly actions: ActionMask;
}

/** Whether every statement that gives a grant gives it to `*` as well, or to an organization or a unit that the account is in. */
export function throughEveryone(account: Account): (own: OwnGrant) => boolean {
  const crowds = crowdsAround(account).map((name) => outsider(account.ground, name));
  const known = new Map<string, readonly ReadonlySet<string>[]>();
  const proofsAt = ({ repository, actions }: OwnGrant): readonly ReadonlySet<string>[] =>
    getOrCreate(known, `${repository.arn} ${actions.lo} ${actions.hi}`, () =>
      crowds
        .filter((subject) => bitsOf(actions).every((action) => GRANTED.has(decideCell(account, { subject, repository, action }).kind)))
        .map((subject) => new Set(proofOf(account, { subject, repository, actions, login: false }).via.map(reasonKey))),
    );
  return (own) => {
    const { via } = own.grant;
    return (
      via.length > 0 &&
      via.every(({ layer }) => layer === 'resource') &&
      proofsAt(own).some((proof) => via.map(reasonKey).every((key) => proof.has(key)))
    );
  };
}

const GRANTED: ReadonlySet<string> = new Set(['allowed', 'conditional']);

/** The names under which grants of many are told whose members the account's own principals are. */
function crowdsAround({ ground: { organization } }: Account): readonly string[] {
  if (organization.kind !== 'present') return ['*'];
  const { id, path } = organization.value;
  const parts = path.kind === 'present' ? path.value.split('/').filter((part) => part !== '') : [];
  const units = parts.slice(1).map((_, depth) => `ou:${parts.slice(0, depth + 2).join('/')}/`);
  return ['*', `org:${id}`, ...units];
}
