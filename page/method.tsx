// What was read and what was not, and what an audit can and cannot say.
import type { PageView } from '../lib/report/html/page-view.ts';
import { counted } from './audit.ts';
import { Prose, Section } from './parts.tsx';

const EVALUATED = [
  'Identity policies of users, groups and roles, managed and inline',
  'Repository policies and the registry policy, in the scope that the registry has',
  'Permissions boundaries, service control policies and resource control policies, where they were read',
  'Conditions: what of them is known is evaluated, what a request brings is named as what the access depends on',
];
const NOT_EVALUATED = [
  'Session policies, which a caller makes up when it asks',
  'VPC endpoint policies and network paths',
  'KMS keys of encrypted repositories',
  'Whether access was used',
];
const LETTERS = [
  ['list', 'see what images there are'],
  ['pull', 'fetch images'],
  ['push', 'add images'],
  ['retag', 'give a tag to another image'],
  ['delete', 'delete images'],
  ['configure', 'change settings of the repository'],
  ['admin', 'change who has access, or delete the repository'],
  ['replicate', 'have images copied in'],
] as const;

export function Method({ view }: { readonly view: PageView }) {
  const { unread, notes, codes, complete } = view;
  return (
    <Section
      id="method"
      title="Completeness and method"
      lead={complete ? 'Everything that was asked for was read.' : 'Not everything was read: nothing is concluded from what is missing.'}
    >
      {unread.total > 0 ? (
        <>
          <h3>{`Not read (${unread.total})`}</h3>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Part</th>
                  <th scope="col">Call</th>
                  <th scope="col">Answer</th>
                </tr>
              </thead>
              <tbody>
                {unread.first.map(({ part, api, code, message }) => (
                  <tr>
                    <td>{part}</td>
                    <td>{api === '' ? '—' : <code>{api}</code>}</td>
                    <td>
                      {code} <small>{message}</small>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {unread.total > unread.first.length ? <p class="note">{`and ${unread.total - unread.first.length} more`}</p> : null}
        </>
      ) : null}
      {notes.total > 0 ? (
        <>
          <h3>{`Notes on policies (${notes.total})`}</h3>
          <ul>
            {notes.first.map(({ policy, path, reason }) => (
              <li>
                <code>{policy}</code> <Prose text={`${path}: ${reason}`} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <div class="columns">
        <div>
          <h3>What is evaluated</h3>
          <ul>
            {EVALUATED.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </div>
        <div>
          <h3>What is not</h3>
          <ul>
            {NOT_EVALUATED.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </div>
      </div>
      <h3>Words</h3>
      <dl class="words">
        {LETTERS.map(([word, meaning]) => (
          <div>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      {codes.length > 0 ? (
        <>
          <h3>{counted(codes.length, 'kind of finding', 'kinds of findings')}</h3>
          <dl class="codes">
            {codes.map(({ code, name, meaning }) => (
              <div>
                <dt>
                  {code} {name}
                </dt>
                <dd>
                  <Prose text={meaning} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      ) : null}
    </Section>
  );
}
