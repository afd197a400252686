// What is told where nothing is intended yet: what outsiders have, and nothing that the account, its organization and AWS have.
import type { PrincipalClass } from '../../model/access.ts';
import type { Baseline } from '../../model/baseline.ts';
import type { Drift } from '../../model/drift.ts';

/** What a baseline says, as far as drift is concerned. */
export type Intent = Pick<Baseline, 'rules' | 'lock' | 'hasLock' | 'known'>;

/** What says nothing. */
export const NO_INTENT: Intent = { rules: [], lock: [], hasLock: false };

/** Whether nothing is intended yet (docs/formats.md#without-a-baseline). */
export function isObserving({ rules, hasLock, known = [] }: Intent): boolean {
  return rules.length === 0 && !hasLock && known.length === 0;
}

const AT = { file: '', line: 0 };

/** Classes whose access is a finding only where a baseline does not expect it. */
const INSIDERS: readonly PrincipalClass[] = ['same-account', 'service-linked', 'organization', 'service'];

/** What takes the place of an intent that says nothing: whoever is no outsider may do anything. */
export const OBSERVED: Intent = {
  ...NO_INTENT,
  rules: [
    {
      id: 'observing',
      owner: undefined,
      repositories: { names: ['**'], accounts: [], regions: [], tags: [] },
      entries: [
        {
          verb: 'allow',
          principals: INSIDERS.map((each) => ({ kind: 'class', class: each })),
          capabilities: ['any'],
          policy: undefined,
          when: [],
          expires: undefined,
          except: [],
          reason: undefined,
          owner: undefined,
          ticket: undefined,
          at: AT,
        },
      ],
      at: AT,
    },
  ],
};

/** The drift with a mark that nobody has said yet what is meant. */
export function observed(drift: Drift): Drift {
  return drift.kind === 'unexpected' ? { ...drift, observed: true } : drift;
}
