// Who can do something in a repository, and what a principal can do: answered from what is embedded.
import { useMemo, useState } from 'preact/hooks';
import type { PageAccess, PageRight } from '../lib/report/html/page-view.ts';
import { counted, shortName } from './audit.ts';
import { Choice, Section } from './parts.tsx';
import { LETTERS } from './rights.tsx';

const ASKS = [
  ['who', 'Who can …'],
  ['what', 'What can …'],
] as const;
type Asks = (typeof ASKS)[number][0];

interface Answer {
  readonly name: string;
  readonly more: string;
  readonly rights: readonly PageRight[];
}

const MOST_OPTIONS = 2_000;
const MOST_ANSWERS = 200;

export function Lookup({ access }: { readonly access: PageAccess }) {
  const [asks, setAsks] = useState<Asks>('who');
  const [name, setName] = useState('');
  const [capability, setCapability] = useState('any');
  const names = useMemo(() => (asks === 'who' ? access.rows : access.columns).map((each) => each.name), [access, asks]);
  const at = asks === 'who' ? rowCalled(access, name.trim()) : names.indexOf(name.trim());
  const answers = useMemo(() => (at < 0 ? [] : answersOf(access, asks, at)), [access, asks, at]);
  const shown = answers.filter(
    ({ rights }) => capability === 'any' || rights.some((right) => right.capability === capability && right.verdict !== 'missing'),
  );
  const isGrouped = access.kind === 'groups';
  const subject = asks === 'who' ? 'repository' : 'principal';
  return (
    <Section
      id="lookup"
      title="Who can, what can"
      lead={isGrouped ? 'Answers are about groups, as in the matrix.' : 'Every answer is from the access of this audit.'}
    >
      <div class="filter">
        <Choice
          label="Question"
          options={ASKS}
          chosen={asks}
          choose={(next) => {
            setAsks(next);
            setName('');
          }}
        />
        <label>
          <span>{asks === 'who' ? 'do' : 'can it'}</span>
          <select value={capability} onChange={({ currentTarget }) => setCapability(currentTarget.value)}>
            <option value="any">anything</option>
            {LETTERS.map(([each]) => (
              <option value={each}>{each}</option>
            ))}
          </select>
        </label>
        <label class="search">
          <span>{asks === 'who' ? `on the ${subject}` : `the ${subject}`}</span>
          <input
            type="search"
            list="lookup-names"
            value={name}
            placeholder={names[0] ?? ''}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
          <datalist id="lookup-names">
            {[...new Set(names)].slice(0, MOST_OPTIONS).map((each) => (
              <option value={each} />
            ))}
          </datalist>
        </label>
      </div>
      <Answers
        isAsked={name.trim() !== ''}
        isKnown={at >= 0}
        answers={shown}
        subject={subject}
        texts={access.texts}
        head={asks === 'who' ? 'Principal' : 'Repository'}
      />
    </Section>
  );
}

/** The row of a repository, or that of the group which it may be in. */
function rowCalled({ rows }: PageAccess, name: string): number {
  const exact = rows.findIndex((row) => row.name === name);
  if (exact >= 0 || name === '') return exact;
  return rows.findIndex(({ from, to }) => from !== undefined && to !== undefined && from <= name && name <= to);
}

interface AnswersProps {
  readonly isAsked: boolean;
  readonly isKnown: boolean;
  readonly answers: readonly Answer[];
  readonly subject: string;
  readonly texts: readonly string[];
  readonly head: string;
}

function Answers({ isAsked, isKnown, answers, subject, texts, head }: AnswersProps) {
  if (!isAsked) return <p class="empty">{`Name a ${subject}.`}</p>;
  if (!isKnown) return <p class="empty">{`No ${subject} here is called so.`}</p>;
  if (answers.length === 0)
    return <p class="empty">{subject === 'repository' ? 'Nobody, in what was read.' : 'Nothing, in what was read.'}</p>;
  return (
    <>
      <p class="count" aria-live="polite">
        {counted(answers.length, head.toLowerCase(), head === 'Repository' ? 'repositories' : 'principals')}
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{head}</th>
              <th scope="col">Can</th>
              <th scope="col">Through</th>
            </tr>
          </thead>
          <tbody>
            {answers.slice(0, MOST_ANSWERS).map(({ name, more, rights }) => (
              <tr>
                <td>
                  <code title={name}>{shortName(name)}</code> <small>{more}</small>
                </td>
                <td>
                  {rights.map((right) => (
                    <span class={`can ${right.verdict} ${right.certainty}`}>
                      {right.verdict === 'missing' ? `${right.capability} missing` : right.capability}
                    </span>
                  ))}
                </td>
                <td>
                  <small>{throughOf(rights, texts)}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {answers.length > MOST_ANSWERS ? <p class="note">{`The first ${MOST_ANSWERS} of ${answers.length}.`}</p> : null}
    </>
  );
}

function throughOf(rights: readonly PageRight[], texts: readonly string[]): string {
  const all = [...new Set(rights.flatMap(({ via }) => via))].map((at) => texts[at] ?? '');
  return `${all.slice(0, 3).join('; ')}${all.length > 3 ? ` and ${all.length - 3} more` : ''}`;
}

/** Of a repository who, of a principal where; a name that is in several regions is asked about in all of them. */
function answersOf({ rows, columns, cells, rights }: PageAccess, asks: Asks, at: number): readonly Answer[] {
  const name = (asks === 'who' ? rows : columns)[at]?.name;
  return cells.flatMap(([row, column, number]) => {
    const [repository, principal] = [rows[row], columns[column]];
    if (!repository || !principal || (asks === 'who' ? repository : principal).name !== name) return [];
    const answer =
      asks === 'who' ? { name: principal.name, more: principal.account ?? '' } : { name: repository.name, more: repository.region };
    return [{ ...answer, rights: rights[number] ?? [] }];
  });
}
