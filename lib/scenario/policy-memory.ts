// Policies that were read before: those of equal text are read and compiled once.
import type { Layer, PolicyIssue } from '../model/policy.ts';
import { type IndexedPolicy, indexPolicy } from '../policy/action-index.ts';
import { parsePolicy } from '../policy/parse/parse.ts';

export type IndexedReading =
  | { readonly kind: 'policy'; readonly policy: IndexedPolicy }
  | { readonly kind: 'malformed'; readonly issue: PolicyIssue };

export interface PolicyMemory {
  /** The policy of `document`, of now or of before. */
  readonly read: (document: unknown, layer: Layer) => IndexedReading;
}

/** Characters of policies that are kept, and as many again of those that were kept before them. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/**
 * A memory of bounded size: what was not asked for since it was filled twice is forgotten. A policy is kept when it comes a second time, so
 * that those which come once cost no more than without a memory.
 */
export function policyMemory(most: number = MOST_CHARACTERS): PolicyMemory {
  let before: Generation = new Map();
  let now: Generation = new Map();
  let characters = 0;
  const keep = (key: string, reading: IndexedReading | undefined): void => {
    if (characters + key.length > most) {
      before = now;
      now = new Map();
      characters = 0;
    }
    characters += key.length;
    now.set(key, reading);
  };
  const read: PolicyMemory['read'] = (document, layer) => {
    const text = textOf(document);
    if (text === undefined) return readPolicy(document, layer);
    const key = `${layer} ${text}`;
    const known = now.get(key);
    if (known) return known;
    const isSecond = now.has(key) || before.has(key);
    const reading = before.get(key) ?? readPolicy(document, layer);
    keep(key, isSecond ? reading : undefined);
    return reading;
  };
  return { read };
}

/** Undefined for what came once. */
type Generation = Map<string, IndexedReading | undefined>;

function readPolicy(document: unknown, layer: Layer): IndexedReading {
  const reading = parsePolicy(document, layer);
  if (reading.kind === 'malformed') return { kind: 'malformed', issue: reading.issues[0] };
  return { kind: 'policy', policy: indexPolicy(reading.policy, layer) };
}

/** Undefined for what is nested too deeply to be written out. */
function textOf(document: unknown): string | undefined {
  if (typeof document === 'string') return document;
  try {
    return JSON.stringify(document);
  } catch {
    return undefined;
  }
}
