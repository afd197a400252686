// A cell of the matrix: each capability has its place and letter; colour and shape both say how it stands.
import type { PageRight } from '../lib/report/html/page-view.ts';
import { counted, grouped } from './audit.ts';

/** In two rows of four. */
export const LETTERS = [
  ['list', 'L'],
  ['pull', 'P'],
  ['push', 'U'],
  ['retag', 'T'],
  ['delete', 'D'],
  ['configure', 'C'],
  ['admin', 'A'],
  ['replicate', 'R'],
] as const;

const VERDICT_WORDS = {
  unexpected: 'unexpected',
  missing: 'missing',
  accepted: 'accepted for a time',
  unjudged: 'not judged: no rule is about it',
  expected: 'expected',
} as const satisfies Record<PageRight['verdict'], string>;

const CERTAINTY_WORDS = {
  allowed: '',
  conditional: ', under conditions',
  unknown: ', unknown: a policy was not read',
} as const satisfies Record<PageRight['certainty'], string>;

/** `pull, unexpected, under conditions`; of groups `pull, unexpected in 2 of 340 pairs`. */
export function rightInWords({ capability, verdict, certainty, pairs, unexpected }: PageRight): string {
  const certain = verdict === 'missing' ? '' : CERTAINTY_WORDS[certainty];
  if (pairs === undefined) return `${capability}, ${VERDICT_WORDS[verdict]}${certain}`;
  const count = counted(pairs, 'pair of a principal and a repository', 'pairs of a principal and a repository');
  if (unexpected) return `${capability}, unexpected in ${grouped(unexpected)} of ${count}${certain}`;
  return `${capability}, ${verdict === 'expected' ? 'no finding' : VERDICT_WORDS[verdict]}, ${count}${certain}`;
}

/** The letters of a cell: the look of it, and no text, since what it says is the label of its button. */
export function Rights({ rights }: { readonly rights: readonly PageRight[] }) {
  return (
    <span class="rights" aria-hidden="true">
      {LETTERS.map(([capability, letter], at) => {
        const right = rights.find((each) => each.capability === capability);
        return right ? (
          <i class={`at-${at} ${right.verdict} ${right.certainty}`} data-letter={right.certainty === 'unknown' ? '?' : letter} />
        ) : null;
      })}
    </span>
  );
}

/** What letters, colours and shapes mean. */
export function Legend({ isGrouped }: { readonly isGrouped: boolean }) {
  const marks = [
    ['expected allowed', isGrouped ? 'no finding' : 'expected'],
    ['unexpected allowed', 'unexpected'],
    ['missing allowed', 'missing'],
    ['accepted allowed', 'accepted for a time'],
    ...(isGrouped ? [] : [['unjudged allowed', 'no rule is about it'] as const]),
    ['expected conditional', 'under conditions'],
    ['expected unknown', 'unknown'],
  ] as const;
  return (
    <div class="legend">
      <ul>
        {marks.map(([kind, text]) => (
          <li>
            <span class="rights one" aria-hidden="true">
              <i class={kind} data-letter={kind.endsWith('unknown') ? '?' : 'P'} />
            </span>
            {text}
          </li>
        ))}
      </ul>
      <ul>
        {LETTERS.map(([capability, letter]) => (
          <li>
            <b>{letter}</b> {capability}
          </li>
        ))}
      </ul>
    </div>
  );
}
