// `prove`: whether a policy allows nothing that it should not, or a request that shows that it does.

import { readNever } from '../../prove/never.ts';
import { prove } from '../../prove/prove.ts';
import type { BreakingRequest, Claim, PolicyProof } from '../../prove/question.ts';
import { type PolicyType, type ProvenPolicy, policyTypeOf, readPolicy } from '../../prove/read-policy.ts';
import { readUniqueJson } from '../../text/json.ts';
import { visible } from '../../text/quote.ts';
import { print } from '../files/output.ts';
import { nameOf, readText } from '../files/read-file.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';

export interface ProveOptions {
  readonly policy: string;
  readonly implies?: string;
  readonly never?: readonly string[];
  readonly notPublic?: boolean;
  readonly type?: PolicyType;
  readonly format: 'text' | 'json';
}

/** Proves one claim about a policy. 2: it is not proved, be it that a request breaks it or that neither was found. */
export function proveCommand(options: ProveOptions): Exit {
  const given = [options.implies, options.never, options.notPublic].filter((each) => each !== undefined);
  if (given.length !== 1) throw new Failure('give one of --implies FILE, --never ACTION on RESOURCE [by PRINCIPAL], or --not-public');
  const document = readDocument(options.policy);
  const type = options.type ?? policyTypeOf(document);
  const other = options.implies === undefined ? undefined : readDocument(options.implies);
  const documents = [document, ...(other === undefined ? [] : [other])];
  const policy = policyOf(options.policy, { document, type, documents });
  const claim = claimOf(options, type, (path) => policyOf(path, { document: other, type, documents }));
  const proof = prove(policy, claim);
  print(options.format === 'json' ? jsonOf(claim, type, proof) : textOf(proof));
  return proof.kind === 'yes' ? EXIT.done : EXIT.drift;
}

function readDocument(path: string): unknown {
  const reading = readUniqueJson(readText(path));
  if (reading.kind === 'value') return reading.value;
  throw new Failure(`${nameOf(path)}: ${reading.reason} (line ${reading.line})`);
}

interface Given {
  readonly document: unknown;
  readonly type: PolicyType;
  readonly documents: readonly unknown[];
}

function policyOf(path: string, { document, type, documents }: Given): ProvenPolicy {
  const reading = readPolicy(document, type, documents);
  if (reading.kind === 'policy') return reading.policy;
  throw new Failure(`${nameOf(path)}: ${reading.reason}`);
}

function claimOf({ implies, never }: ProveOptions, type: PolicyType, read: (path: string) => ProvenPolicy): Claim {
  if (implies !== undefined) return { kind: 'implies', other: read(implies) };
  if (never) return neverOf(never);
  if (type === 'identity')
    throw new Failure('--not-public is about resource policies: an identity policy is about whoever it is attached to');
  return { kind: 'notPublic' };
}

function neverOf(words: readonly string[]): Claim {
  const claim = readNever(words.join(' '));
  if (claim.kind === 'problem') throw new Failure(`--never: ${claim.reason}`);
  return claim;
}

function jsonOf({ kind: check }: Claim, policyType: PolicyType, proof: PolicyProof): string {
  const witness = proof.kind === 'no' ? proof.request : null;
  const reason = proof.kind === 'notShown' ? proof.reason : null;
  return `${JSON.stringify({ schemaVersion: 1, check, policyType, answer: proof.kind, witness, reason })}\n`;
}

function textOf(proof: PolicyProof): string {
  switch (proof.kind) {
    case 'yes':
      return 'yes\n';
    case 'no':
      return `no: ${requestWords(proof.request)}\n`;
    case 'notShown':
      return `not shown: ${visible(proof.reason)}\n`;
  }
}

function requestWords({ principal, action, resource, context, invented }: BreakingRequest): string {
  const keys = Object.entries(context).map(([key, values]) => `${key} ${values.join(', ')}`);
  const having = keys.length === 0 ? '' : ` with ${keys.join(' and ')}`;
  const standing = invented.length === 0 ? '' : ` (${invented.map((part) => `the ${part}`).join(' and ')}: any other that no policy names)`;
  return visible(`${principal} may ${action} on ${resource}${having}${standing}`);
}
