// The grants of an account found one cell and one action at a time, without classes, sides and memory: what every listing has to equal.
import { type Account, type Cell, decideCell, evaluateCell } from '../../lib/access/account/account.ts';
import { ECR_UNIVERSE } from '../../lib/access/account/documents.ts';
import type { Subject } from '../../lib/access/account/subjects.ts';
import { type ActionFormulas, either, NEVER, when } from '../../lib/access/cell/action-formulas.ts';
import { outcomeOf } from '../../lib/access/cell/outcome.ts';
import { repositoriesOf } from '../../lib/access/classes/repository-classes.ts';
import { needsLogin, type ProofRequest } from '../../lib/access/matrix/grant-of.ts';
import { LOGIN } from '../../lib/ecr/capabilities.ts';
import type { Grant } from '../../lib/model/access.ts';
import { distinctReasons, distinctResiduals, namedResidual, reasonKey } from '../../lib/model/decision.ts';
import { bitsOf, maskOf } from '../../lib/policy/logic/mask.ts';

/** Every action decided by itself. */
export function plainProof(account: Account, { subject, repository, actions, login }: ProofRequest): Pick<Grant, 'via' | 'conditions'> {
  const decisions = bitsOf(actions).map((action) => decideCell(account, { subject, repository, action }));
  const token = login ? [decideCell(account, { subject, repository, action: LOGIN })] : [];
  const via = decisions.flatMap(({ statements }) =>
    statements.filter(({ layer, source: { effect } }) => effect === 'Allow' && (layer === 'identity' || layer === 'resource')),
  );
  return { via: distinctReasons(via), conditions: distinctResiduals([...decisions, ...token].flatMap(({ conditions }) => conditions)) };
}

/** The grants of the account's users and roles, each as a line, sorted. */
export function grantedAlone(account: Account): readonly string[] {
  return account.locals
    .flatMap((subject) => repositoriesOf(account).flatMap((repository) => grantsIn(account, { subject, repository })))
    .sort();
}

function grantsIn(account: Account, cell: Omit<Cell, 'action'>): readonly string[] {
  const { subject, repository } = cell;
  const granted = ECR_UNIVERSE.reduce<ActionFormulas>(
    (sum, _, action) => either(sum, when(maskOf([action]), evaluateCell(account, { ...cell, action }).evaluation.access)),
    NEVER,
  );
  return outcomeOf(granted, true).capabilities.map(({ capability, decision, actions }) => {
    const proof = plainProof(account, { subject, repository, actions, login: needsLogin(subject, capability) });
    const { region, name } = repository;
    return grantLine({ region, repository: name, principal: subject.principal, capability, decision, ...proof });
  });
}

/** A grant with its statements and conditions, as a line. */
function grantLine({ region, repository, principal, capability, decision, via, conditions }: Grant): string {
  return JSON.stringify([region, repository, principal.name, capability, decision, via.map(reasonKey), conditions.map(namedResidual)]);
}

/** Those of the account's users and roles as lines, sorted. */
export function linesOfLocals({ locals }: Account, grants: Iterable<Grant>): readonly string[] {
  const names = new Set(locals.map(({ principal }: Subject) => principal.name));
  return [...grants].flatMap((grant) => (names.has(grant.principal.name) ? [grantLine(grant)] : [])).sort();
}
