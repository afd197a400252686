// Actions written with wildcards, and how far they reach.

import { ECR_UNIVERSE } from '../../access/account/documents.ts';
import { namesOf, READING_MASK } from '../../ecr/actions.ts';
import { ALL_CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import type { Scope } from '../../model/policy.ts';
import { difference } from '../../policy/logic/mask.ts';
import { compileIamPattern, tokensOf } from '../../policy/match/pattern.ts';

/** The patterns that stand for every ECR action: `*`, `ecr:*`. */
export function totalPatterns(action: Scope<string>): readonly string[] {
  return wildcardsOf(action).filter((pattern) => {
    const matches = matcherOf(pattern);
    return ECR_UNIVERSE.every(matches);
  });
}

/** The patterns that stand for some action that changes a repository: `ecr:Put*`. */
export function writingPatterns(action: Scope<string>): readonly string[] {
  return wildcardsOf(action).filter((pattern) => {
    const matches = matcherOf(pattern);
    return WRITING.some(matches);
  });
}

const WRITING = namesOf(difference(ALL_CAPABILITY_ACTIONS, READING_MASK)).map((action) => action.toLowerCase());

function wildcardsOf(action: Scope<string>): readonly string[] {
  return action.kind === 'only' ? action.of.filter((pattern) => pattern.includes('*') || pattern.includes('?')) : [];
}

function matcherOf(pattern: string): (action: string) => boolean {
  return compileIamPattern(tokensOf(pattern.toLowerCase()));
}
