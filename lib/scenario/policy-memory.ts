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
  let before = newGeneration();
  let now = newGeneration();
  let characters = 0;
  const keep = (layer: Layer, text: string, reading: IndexedReading | undefined): void => {
    if (characters + text.length > most) {
      before = now;
      now = newGeneration();
      characters = 0;
    }
    characters += text.length;
    now[layer].set(text, reading);
  };
  const read: PolicyMemory['read'] = (document, layer) => {
    const text = textOf(document);
    if (text === undefined) return readPolicy(document, layer);
    const known = now[layer].get(text);
    if (known) return known;
    const isSecond = now[layer].has(text) || before[layer].has(text);
    const reading = before[layer].get(text) ?? readPolicy(document, layer);
    keep(layer, text, isSecond ? reading : undefined);
    return reading;
  };
  return { read };
}

/** By the text, which means something else in each layer; undefined for what came once. */
type Generation = Readonly<Record<Layer, Map<string, IndexedReading | undefined>>>;

function newGeneration(): Generation {
  return { identity: new Map(), resource: new Map(), boundary: new Map(), session: new Map(), scp: new Map(), rcp: new Map() };
}

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
