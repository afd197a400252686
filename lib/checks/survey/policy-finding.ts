import type { Hygiene } from '../../model/drift.ts';

/** What a fact has to say, and of the rest what it has. */
export type Told = Pick<Hygiene, 'code' | 'severity' | 'subject' | 'message'> & Partial<Hygiene>;

export function fact(told: Told): Hygiene {
  return {
    kind: 'hygiene',
    region: null,
    repository: null,
    principal: null,
    capability: null,
    statement: undefined,
    details: [],
    ...told,
  };
}
