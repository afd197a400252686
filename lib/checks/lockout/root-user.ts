// What the root user may do, who is in no list of principals.
import { type Account, resourceLayers } from '../../access/account/account.ts';
import { foreignKeys } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { DecisionKind } from '../../model/decision.ts';
import type { Repository } from '../../model/snapshot.ts';
import { decisionOf } from '../../policy/decide.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { requestOf } from './conceivable-principals.ts';

/** A34, A35: root may do what no policy denies and every level of service control policies allows. `action` is a bit of the catalogue. */
export function decideForRoot(account: Account, repository: Repository, action: number): DecisionKind {
  const subject = rootOf(account);
  const none = { policies: [], gaps: [] };
  const request = {
    caller: subject.caller,
    action,
    resource: repository.arn,
    resourceAccount: account.ground.account,
    context: requestOf(account, repository, subject),
  };
  const layers = {
    identity: none,
    boundary: undefined,
    session: undefined,
    scp: account.scp,
    ...resourceLayers(account, repository.region, repository),
  };
  return decisionOf(evaluate(request, layers), request).kind;
}

function rootOf({ ground }: Account): Pick<Subject, 'caller' | 'keys'> {
  const { account, partition } = ground;
  const arn = `arn:${partition}:iam::${account}:root`;
  return { caller: { kind: 'root', account, partition, arn }, keys: foreignKeys(ground, arn, account) };
}
