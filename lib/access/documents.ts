// Policy documents compiled for the ECR catalogue, each text once.
import type { Layer, PolicyDocument, PolicyIssue } from '../model/policy.ts';
import type { Collected, Gap } from '../model/snapshot.ts';
import { type CompiledPolicy, compilePolicy, type Universe } from '../policy/compile.ts';
import type { PolicySet } from '../policy/evaluate.ts';
import { parsePolicy } from '../policy/parse.ts';
import { actionBit, ECR_ACTIONS } from './actions.ts';

/** The whole catalogue: bits of every mask in lib/access. */
export const ECR_UNIVERSE: Universe = ECR_ACTIONS.map((action) => action.toLowerCase());

/** Something odd in a policy that does not keep it from being evaluated. */
export interface PolicyNote {
  readonly policy: string;
  readonly path: string;
  readonly reason: string;
  readonly rule: string;
}

export interface Documents {
  readonly compiled: (document: PolicyDocument, layer: Layer) => CompiledDocument;
  /** What was noted so far, sorted. */
  readonly notes: () => readonly PolicyNote[];
}

export interface CompiledDocument {
  /** Equal for equal texts of one layer. */
  readonly id: number;
  readonly policy: CompiledPolicy;
  /** Why nothing can be concluded from the document, when it is malformed. */
  readonly malformed: PolicyIssue | undefined;
}

const NOTHING: CompiledPolicy = { statements: [] };
export const MALFORMED = 'MalformedPolicy';

export function compileDocuments(): Documents {
  const byText = new Map<string, CompiledDocument>();
  // A shared document is the same object for all that have it: no need to hash its text again.
  const byObject = new Map<PolicyDocument, Map<Layer, CompiledDocument>>();
  const notes: PolicyNote[] = [];
  const compileText = (document: PolicyDocument, layer: Layer): CompiledDocument => {
    const key = `${layer} ${document.text}`;
    const before = byText.get(key);
    if (before) return before;
    const { compiled, noted } = compileDocument(document, layer, byText.size);
    byText.set(key, compiled);
    notes.push(...noted);
    return compiled;
  };
  return {
    compiled: (document, layer) => {
      const ofDocument = byObject.get(document) ?? new Map<Layer, CompiledDocument>();
      byObject.set(document, ofDocument);
      const compiled = ofDocument.get(layer) ?? compileText(document, layer);
      ofDocument.set(layer, compiled);
      return compiled;
    },
    notes: () => [...notes].sort((a, b) => compare(a.policy, b.policy) || compare(a.path, b.path)),
  };
}

function compileDocument(
  { name, text }: PolicyDocument,
  layer: Layer,
  id: number,
): { readonly compiled: CompiledDocument; readonly noted: readonly PolicyNote[] } {
  const reading = parsePolicy(text, layer);
  if (reading.kind === 'malformed') return { compiled: { id, policy: NOTHING, malformed: reading.issues[0] }, noted: [] };
  const { policy } = reading;
  const noted = reading.notes.map(({ path, reason, rule }) => ({ policy: name, path, reason, rule }));
  const unknown = policy.statements.flatMap(({ index, action }) =>
    action.kind === 'every' ? [] : action.of.filter(isUnknownAction).map((each) => ({ index, each })),
  );
  return {
    compiled: { id, policy: compilePolicy(policy, layer, ECR_UNIVERSE), malformed: undefined },
    // D3: a new action of AWS's is no mistake of the user's.
    noted: [
      ...noted,
      ...unknown.map(({ index, each }) => ({
        policy: name,
        path: `Statement[${index}]`,
        reason: `\`${each}\` is not in the ECR action catalogue`,
        rule: 'D3',
      })),
    ],
  };
}

function isUnknownAction(action: string): boolean {
  return action.toLowerCase().startsWith('ecr:') && !action.includes('*') && !action.includes('?') && actionBit(action) === undefined;
}

/** The documents of one layer as a set: what is unread or malformed becomes a gap. `place` follows the name of a policy in a gap. */
export function policySet(documents: Documents, layer: Layer, parts: readonly Collected<PolicyDocument>[], place = ''): PolicySet {
  const policies: { readonly name: string; readonly compiled: CompiledPolicy }[] = [];
  const gaps: Gap[] = [];
  for (const part of parts) {
    if (part.kind === 'unknown') gaps.push(part.gap);
    if (part.kind !== 'present') continue;
    const { policy, malformed } = documents.compiled(part.value, layer);
    if (malformed) gaps.push(malformedGap(`${part.value.name}${place}`, malformed));
    else policies.push({ name: part.value.name, compiled: policy });
  }
  return { policies, gaps };
}

/** A document that AWS would not evaluate and that nobody can: not read, in effect (B18). */
export function malformedGap(policy: string, { path, reason, rule }: PolicyIssue): Gap {
  return { part: policy, api: '', code: MALFORMED, message: `${path}: ${reason} (${rule})` };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
