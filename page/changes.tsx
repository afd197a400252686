// What happened since the last audit.
import type { PageEvent } from '../lib/report/html/page-view.ts';
import { counted, type Index } from './audit.ts';
import { Prose, Section, sentenceCase } from './parts.tsx';

interface ChangesProps {
  readonly events: { readonly first: readonly PageEvent[]; readonly total: number };
  readonly index: Index;
}

const WORDS: Readonly<Record<string, string>> = {
  opened: 'new',
  updated: 'changed',
  reopened: 'back',
  accepted: 'accepted',
  'exception-expiring': 'exception ends soon',
  'exception-expired': 'exception ended',
  resolved: 'over',
};

const MOST = 25;

export function Changes({ events, index }: ChangesProps) {
  const kinds = Object.keys(WORDS).filter((kind) => events.first.some(({ event }) => event === kind));
  return (
    <Section
      id="changes"
      title="What changed since the last audit"
      lead={events.total === 0 ? 'Nothing.' : counted(events.total, 'change')}
    >
      {kinds.map((kind) => {
        const among = events.first.filter(({ event }) => event === kind);
        return (
          <div class="changes">
            <h3>{`${WORDS[kind]} (${among.length})`}</h3>
            <ul>
              {among.slice(0, MOST).map(({ id, message }) => (
                <li class={kind}>
                  {index.causeOf.has(id) ? (
                    <a href={`#${id}`}>
                      <Prose text={sentenceCase(message)} />
                    </a>
                  ) : (
                    <Prose text={sentenceCase(message)} />
                  )}
                </li>
              ))}
            </ul>
            {among.length > MOST ? <p class="note">{`and ${among.length - MOST} more`}</p> : null}
          </div>
        );
      })}
      {events.total > events.first.length ? (
        <p class="note">{`The first ${events.first.length} of ${counted(events.total, 'change')}; the JSON report has all of them.`}</p>
      ) : null}
    </Section>
  );
}
