// Policies that somebody could be given, read apart: the account does not hear of policies that nobody has.
import type { Account } from '../../access/account/account.ts';
import { type CompiledDocument, compileDocuments, type Documents } from '../../access/account/documents.ts';
import { memoize } from '../../collections/memoize.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import type { Collected, Group } from '../../model/snapshot.ts';

/** What anybody writes who may write what they like. */
export const EVERYTHING: PolicyDocument = {
  ref: { kind: 'everything' },
  text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
};

/** A document as one that was read. */
export function presentPart(value: PolicyDocument): Collected<PolicyDocument> {
  return { kind: 'present', value };
}

/** The documents of the account, and others beside them whose numbers are no other's. */
export function documentsWithOthers({ documents, everybody }: Account): Documents {
  const held = new Set(everybody.flatMap(({ local }) => (local ? [...local.policies, local.boundary] : []).flatMap(documentIn)));
  const own = compileDocuments();
  const apart = memoize((compiled: CompiledDocument) => ({ ...compiled, id: APART - compiled.id, meaning: APART - compiled.meaning }));
  return {
    compiled: (document, layer) =>
      layer !== 'resource' && !held.has(document) ? apart(own.compiled(document, layer)) : documents.compiled(document, layer),
    notes: () => [],
  };
}

/** Below the numbers of edited documents (lib/remediation/policy/edit.ts). */
const APART = -(2 ** 32);

function documentIn(part: Collected<PolicyDocument>): readonly PolicyDocument[] {
  return part.kind === 'present' ? [part.value] : [];
}

/** The groups of the account by what users call them; B24: names are unique without regard to case. */
export function groupsOf({ snapshot }: Account): (name: string) => Group | undefined {
  const groups = new Map(snapshot.stock.groups.map((group) => [group.name.toLowerCase(), group]));
  return (name) => groups.get(name.toLowerCase());
}
