// The corpus of claims: every answer is what the case says, and every request that breaks a claim does so in a scenario too.
import { describe, expect, test } from 'vitest';
import { readNever } from '../../../lib/prove/never.ts';
import { prove } from '../../../lib/prove/prove.ts';
import type { Claim, PolicyProof } from '../../../lib/prove/question.ts';
import { policyTypeOf, readPolicy } from '../../../lib/prove/read-policy.ts';
import { decisionOn } from '../../support/proof-scenarios.ts';
import { loadClaims, loadPairs } from './load.ts';

describe('a policy against a reference', () => {
  for (const { title, reference, candidate, answer } of loadPairs())
    test(title, () => {
      const proof = provedOf(candidate, { kind: 'implies', reference });
      expect(proof.kind, JSON.stringify(proof)).toBe(answer);
      if (proof.kind !== 'no' || !canBeScenario(proof)) return;
      expect(decisionOn(proof.request, candidate, policyTypeOf(candidate))).toBe('allowed');
      expect(decisionOn(proof.request, reference, policyTypeOf(candidate))).toMatch(/Deny$/);
    });

  test('a policy allows nothing that it does not allow', () => {
    for (const { candidate, reference } of loadPairs())
      for (const each of [candidate, reference]) expect(provedOf(each, { kind: 'implies', reference: each }).kind).toBe('yes');
  });
});

describe('a claim about one policy', () => {
  for (const { title, claim, policy, answer } of loadClaims())
    test(title, () => {
      const proof = provedOf(policy, claim === 'notPublic' ? { kind: 'notPublic' } : { kind: 'never', text: claim });
      expect(proof.kind, JSON.stringify(proof)).toBe(answer);
      if (proof.kind === 'no' && canBeScenario(proof)) expect(decisionOn(proof.request, policy, policyTypeOf(policy))).toBe('allowed');
    });
});

type Asked =
  | { readonly kind: 'implies'; readonly reference: object }
  | { readonly kind: 'never'; readonly text: string }
  | { readonly kind: 'notPublic' };

function provedOf(document: object, asked: Asked): PolicyProof {
  const type = policyTypeOf(document);
  const documents = asked.kind === 'implies' ? [document, asked.reference] : [document];
  const read = (each: object) => {
    const reading = readPolicy(each, type, documents);
    if (reading.kind === 'problem') throw new Error(reading.reason);
    return reading.policy;
  };
  const claim = (): Claim => {
    if (asked.kind === 'notPublic') return asked;
    if (asked.kind === 'implies') return { kind: 'implies', other: read(asked.reference) };
    const claimed = readNever(asked.text);
    if (claimed.kind === 'problem') throw new Error(claimed.reason);
    return claimed;
  };
  return prove(read(document), claim());
}

/** Scenarios know neither identity providers nor requests without a principal, and ask a role's trust policy too. */
function canBeScenario({ request }: Extract<PolicyProof, { kind: 'no' }>): boolean {
  if (request.action.startsWith('sts:')) return false;
  return request.principal !== 'anonymous' && !/provider|facebook/.test(request.principal);
}
