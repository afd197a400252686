// Who outside the account can do something in it.
import type { PageOutsider, PageView } from '../lib/report/html/page-view.ts';
import { counted } from './audit.ts';
import { Section } from './parts.tsx';

const CLASSES = {
  public: 'Everyone with an AWS account',
  external: 'Other accounts',
  organization: 'Accounts of the organization',
  service: 'AWS services',
  'same-account': 'The account',
  'service-linked': 'Service-linked roles',
} as const satisfies Record<PageOutsider['class'], string>;

const ORDER = ['public', 'external', 'organization', 'service'] as const;

export function Outsiders({ view: { outsiders } }: { readonly view: PageView }) {
  const lead =
    outsiders.total === 0
      ? 'Nobody outside the account can do anything in it.'
      : `${counted(outsiders.total, 'principal')} outside the account can do something in it.`;
  return (
    <Section id="outside" title="Outside and public access" lead={lead}>
      {ORDER.map((kind) => {
        const among = outsiders.first.filter((each) => each.class === kind);
        return among.length === 0 ? null : <Among title={CLASSES[kind]} among={among} />;
      })}
      {outsiders.total > outsiders.first.length ? <p class="note">{`The first ${outsiders.first.length} of ${outsiders.total}.`}</p> : null}
    </Section>
  );
}

function Among({ title, among }: { readonly title: string; readonly among: readonly PageOutsider[] }) {
  return (
    <>
      <h3>{title}</h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Can</th>
              <th scope="col">Where</th>
            </tr>
          </thead>
          <tbody>
            {among.flatMap(({ name, account, rights }) =>
              rightsAlike(rights).map(({ can, repositories }, at) => (
                <tr>
                  <td>
                    {at === 0 ? (
                      <>
                        <code>{name}</code> {account === null ? null : <small>{account}</small>}
                      </>
                    ) : (
                      <span class="hidden">{name}</span>
                    )}
                  </td>
                  <td>{can.join(', ')}</td>
                  <td>
                    {repositories.first.map((repository, place) => (
                      <>
                        {place === 0 ? '' : ', '}
                        <code>{repository}</code>
                      </>
                    ))}
                    {repositories.total > repositories.first.length ? ` and ${repositories.total - repositories.first.length} more` : ''}
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Capabilities that reach the same repositories, together. */
function rightsAlike(rights: PageOutsider['rights']) {
  const alike = new Map<string, { readonly can: string[]; readonly repositories: PageOutsider['rights'][number]['repositories'] }>();
  for (const { capability, certainty, repositories } of rights) {
    const key = JSON.stringify(repositories);
    const word = certainty === 'allowed' ? capability : `${capability} (${certainty === 'conditional' ? 'under conditions' : 'unknown'})`;
    const known = alike.get(key);
    if (known) known.can.push(word);
    else alike.set(key, { can: [word], repositories });
  }
  return [...alike.values()];
}
