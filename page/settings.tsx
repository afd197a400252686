// What is set for whole registries, and how the baseline is kept.
import type { PageRegistry, PageSetting, PageView } from '../lib/report/html/page-view.ts';
import { counted, day } from './audit.ts';
import { Scrolled, Section } from './parts.tsx';

/** The registries, one for each region. */
export function Registries({ registries }: { readonly registries: readonly PageRegistry[] }) {
  return (
    <Section id="registries" title="Registry settings" lead="What is set for all repositories of a region at once.">
      {registries.map(({ region, repositories, settings }) => (
        <div class="registry">
          <h3>
            {region} <small>{repositories === null ? 'repositories not read' : counted(repositories, 'repository', 'repositories')}</small>
          </h3>
          <dl class="settings">
            {settings.map(({ name, value }) => (
              <div>
                <dt>{name}</dt>
                <dd>
                  <Setting name={`${name} of ${region}`} value={value} />
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </Section>
  );
}

function Setting({ name, value }: { readonly name: string; readonly value: PageSetting }) {
  switch (value.kind) {
    case 'absent':
      return <span class="none">none</span>;
    case 'unread':
      return <span class="unread">{`not read (${value.code})`}</span>;
    case 'present':
      if (!value.text.includes('\n')) return <code>{value.text}</code>;
      return (
        <details>
          <summary>{`${value.text.split('\n').length} lines`}</summary>
          <Scrolled label={name}>{value.text}</Scrolled>
        </details>
      );
  }
}

const SOON_DAYS = 14;

/** Exceptions with what they accept and when they end, and what of the baseline is to be looked at again. */
export function BaselineHealth({ view }: { readonly view: PageView }) {
  const { baseline, causes } = view;
  const about = causes.first.filter(({ label }) => /\bECRD-40\d/.test(label));
  return (
    <Section
      id="baseline"
      title="Exceptions and baseline"
      lead={baseline ? leadOf(baseline) : 'There is no baseline: nothing was said of what is intended.'}
    >
      {baseline && baseline.exceptions.length > 0 ? <Exceptions exceptions={baseline.exceptions} /> : null}
      {baseline && baseline.exceptions.length === 0 ? <p class="empty">No exceptions.</p> : null}
      {about.length > 0 ? (
        <>
          <h3>Findings about the baseline</h3>
          <ul>
            {about.map(({ id, message }) => (
              <li>
                <a href={`#${id}`}>{message}</a>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {baseline && baseline.reviews.length > 0 ? (
        <>
          <h3>Reviews</h3>
          <ul>
            {baseline.reviews.map(({ file, owner, days, reviewed }) => (
              <li>
                <code>{file}</code>{' '}
                {`every ${days} days, ${reviewed === null ? 'never reviewed' : `reviewed ${day(reviewed)}`}${owner === null ? '' : `, ${owner}`}`}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Section>
  );
}

function leadOf({ path, rules, lockedGrants, exceptions }: NonNullable<PageView['baseline']>): string {
  const parts = [
    counted(rules, 'rule'),
    ...(lockedGrants > 0 ? [counted(lockedGrants, 'locked grant')] : []),
    counted(exceptions.length, 'exception'),
  ];
  return `${path}: ${parts.join(', ')}.`;
}

function Exceptions({ exceptions }: { readonly exceptions: NonNullable<PageView['baseline']>['exceptions'] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Exception</th>
            <th scope="col">For</th>
            <th scope="col">Accepts</th>
            <th scope="col">Until</th>
            <th scope="col">Owner</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {exceptions.map(({ id, match, reason, owner, ticket, expires, daysLeft, accepts, at }) => (
            <tr>
              <td>
                <code>{id}</code> <small>{at}</small>
              </td>
              <td>{match}</td>
              <td>{accepts === 0 ? <span class="none">nothing now</span> : counted(accepts, 'finding')}</td>
              <td>
                {day(expires)} <small class={daysLeft <= SOON_DAYS ? 'soon' : ''}>{daysLeft < 0 ? 'over' : `${daysLeft} days left`}</small>
              </td>
              <td>{owner}</td>
              <td>
                {reason} {ticket === null ? null : <small>{ticket}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
