// Policy documents compiled for the ECR catalogue, each text once.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { actionBit, ECR_ACTIONS } from '../../ecr/actions.ts';
import type { Layer, PolicyDocument, PolicyIssue } from '../../model/policy.ts';
import { type PolicyRef, policyName } from '../../model/policy-ref.ts';
import type { Collected, Gap } from '../../model/snapshot.ts';
import { type CompiledPolicy, type CompiledStatement, compilePolicy, type Universe } from '../../policy/compile.ts';
import type { PolicySet } from '../../policy/layers.ts';
import { parsePolicy } from '../../policy/parse/parse.ts';
import { type Unholdable, unholdable } from '../../policy/theory/unholdable.ts';
import { compare } from '../../text/order.ts';

/** The whole catalogue: bits of every mask in lib/access. */
export const ECR_UNIVERSE: Universe = ECR_ACTIONS.map((action) => action.toLowerCase());

/** Something odd in a policy that does not keep it from being evaluated. */
export interface PolicyNote {
  readonly policy: PolicyRef;
  readonly path: string;
  readonly reason: string;
  readonly rule: string;
  /** The action that the catalogue does not know, as written, where that is what is noted. */
  readonly action?: string;
}

export interface Documents {
  /** What is compiled so far, where others about the same actions go on with it. */
  readonly shared?: SharedDocuments;
  readonly compiled: (document: PolicyDocument, layer: Layer) => CompiledDocument;
  /** What was noted so far, sorted. */
  readonly notes: () => readonly PolicyNote[];
}

export interface CompiledDocument {
  /** Equal for equal texts of one layer. */
  readonly id: number;
  /** Equal for documents of one layer that say the same of the catalogue, whatever else they say. */
  readonly meaning: number;
  readonly policy: CompiledPolicy;
  /** Every statement that speaks of the catalogue, those among them that `policy` leaves out. */
  readonly written: readonly CompiledStatement[];
  /** Those whose conditions never hold, and why. An Allow of them is left out of `policy`: it gives nothing to anybody. */
  readonly idle: ReadonlyMap<CompiledStatement, Unholdable>;
  /** Why nothing can be concluded from the document, when it is malformed. */
  readonly malformed: PolicyIssue | undefined;
}

const NOTHING = { policy: { statements: [] }, written: [], idle: new Map() };
export const MALFORMED = 'MalformedPolicy';

/**
 * A compiler that reads each text once for each layer. `universe`: the actions that its masks are about, those of ECR unless told
 * otherwise. A malformed text comes back as such. `kin`: what was compiled already for the same actions; equal texts have equal numbers in both.
 */
export function compileDocuments(universe: Universe = ECR_UNIVERSE, kin?: Pick<Documents, 'shared'>): Documents {
  const shared = kin?.shared ?? sharedDocuments(universe);
  // What is noted of a text names the document by which it was first asked for here.
  const noted = new Set<number>();
  const notes: PolicyNote[] = [];
  return {
    shared,
    compiled: (document, layer) => {
      const found = shared.compiled(document, layer);
      if (!noted.has(found.id)) {
        noted.add(found.id);
        notes.push(...found.noted.map((each) => ({ policy: document.ref, ...each })));
      }
      return found;
    },
    notes: () => [...notes].sort((a, b) => compare(policyName(a.policy), policyName(b.policy)) || compare(a.path, b.path)),
  };
}

/** Documents by their objects and by their texts. */
interface SharedDocuments {
  readonly compiled: (document: PolicyDocument, layer: Layer) => NotedDocument;
}

interface NotedDocument extends CompiledDocument {
  readonly noted: ReadDocument['noted'];
}

function sharedDocuments(universe: Universe): SharedDocuments {
  const byText = new Map<string, NotedDocument>();
  // A shared document is the same object for all that have it: no need to hash its text again.
  const byObject = new Map<PolicyDocument, Map<Layer, NotedDocument>>();
  const meanings = new Map<string, number>();
  const compileText = (document: PolicyDocument, layer: Layer): NotedDocument =>
    getOrCreate(byText, `${layer} ${document.text}`, () => {
      const { meaning, ...read } = compileDocument(document, layer, universe);
      return { id: byText.size, meaning: numberOf(meanings, `${layer} ${meaning}`), ...read };
    });
  return {
    compiled: (document, layer) => {
      const ofDocument = getOrCreate(byObject, document, () => new Map<Layer, NotedDocument>());
      return getOrCreate(ofDocument, layer, () => compileText(document, layer));
    },
  };
}

/** The number of a text, in the order in which texts first occur. */
function numberOf(numbers: Map<string, number>, text: string): number {
  return getOrCreate(numbers, text, () => numbers.size);
}

interface ReadDocument extends Omit<CompiledDocument, 'id' | 'meaning'> {
  readonly meaning: string;
  readonly noted: readonly Omit<PolicyNote, 'policy'>[];
}

function compileDocument({ text }: PolicyDocument, layer: Layer, universe: Universe): ReadDocument {
  const reading = parsePolicy(text, layer);
  if (reading.kind === 'malformed') return { ...NOTHING, malformed: reading.issues[0], meaning: '', noted: [] };
  const { statements, variables } = reading.policy;
  const noted = reading.notes.map(({ path, reason, rule }) => ({ path, reason, rule }));
  const unknown = statements.flatMap(({ index, action }) =>
    action.kind === 'every' ? [] : action.of.filter(isUnknownAction).map((each) => ({ index, each })),
  );
  // D3: a new action of AWS's is no mistake of the user's.
  const unlisted = unknown.map(({ index, each }) => ({
    path: `Statement[${index}]`,
    reason: `\`${each}\` is not in the ECR action catalogue`,
    rule: 'D3',
    action: each,
  }));
  const { statements: written } = compilePolicy(reading.policy, layer, universe);
  const idle = new Map(written.flatMap((each) => withFault(each, variables)));
  const gives = layer === 'identity' || layer === 'resource';
  const policy = { statements: written.filter((each) => !gives || each.effect === 'Deny' || !idle.has(each)) };
  return { policy, written, idle, malformed: undefined, meaning: meaningOf(policy, variables), noted: [...noted, ...unlisted] };
}

function withFault(statement: CompiledStatement, variables: boolean): readonly (readonly [CompiledStatement, Unholdable])[] {
  const fault = unholdable(statement.conditions, variables);
  return fault ? [[statement, fault]] : [];
}

/** Everything of a policy that decisions follow from: neither names nor places, and of the actions only those of the catalogue. */
function meaningOf({ statements }: CompiledPolicy, variables: boolean): string {
  const parts = statements.map(({ effect, actions, source: { principal, resource, conditions } }) => {
    return [effect, actions, principal, resource, conditions];
  });
  return JSON.stringify([variables, parts]);
}

function isUnknownAction(action: string): boolean {
  return action.toLowerCase().startsWith('ecr:') && !action.includes('*') && !action.includes('?') && actionBit(action) === undefined;
}

/** The documents of one layer as a set: what is unread or malformed becomes a gap. */
export function policySet(documents: Documents, layer: Layer, parts: readonly Collected<PolicyDocument>[]): PolicySet {
  const policies: { readonly ref: PolicyRef; readonly compiled: CompiledPolicy }[] = [];
  const gaps: Gap[] = [];
  for (const part of parts) {
    if (part.kind === 'unknown') gaps.push(part.gap);
    if (part.kind !== 'present') continue;
    const { policy, malformed } = documents.compiled(part.value, layer);
    if (malformed) gaps.push(malformedGap(part.value.ref, malformed));
    else policies.push({ ref: part.value.ref, compiled: policy });
  }
  return { policies, gaps };
}

/** A document that AWS would not evaluate and that nobody can: not read, in effect (B18). */
function malformedGap(policy: PolicyRef, { path, reason, rule }: PolicyIssue): Gap {
  return { part: { kind: 'policy', policy }, api: '', code: MALFORMED, message: `${path}: ${reason} (${rule})` };
}
