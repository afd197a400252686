// The audit on one screen: what is open and how grave, what was gained and lost, and what is in order.
import type { PageView } from '../lib/report/html/page-view.ts';
import { counted, day, grouped } from './audit.ts';
import { Section } from './parts.tsx';

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;

export function Summary({ view }: { readonly view: PageView }) {
  const { summary, causes, remarks, observed } = view;
  const { open } = summary.byState;
  const openCauses = causes.first.filter(({ states }) => states.open > 0).length;
  const from = causes.total > causes.first.length ? counted(causes.total, 'cause') : counted(openCauses, 'cause');
  return (
    <Section id="summary" title="Summary">
      <p class="verdict">
        {open === 0 ? 'Nothing is open.' : `${counted(open, 'open finding')} from ${from}`}
        {view.complete ? null : <span class="bound"> in what was read</span>}
      </p>
      {open === 0 ? null : <SeverityBar view={view} />}
      {observed ? (
        <p class="note">
          {`Observing: there is no baseline yet. One could capture ${counted(observed.grants, 'grant')} of ${counted(observed.principals, 'principal')}; until there is one, only what outsiders have is told, and what policies show by themselves.`}
        </p>
      ) : null}
      <dl class="tiles">
        {tilesOf(view).map(([name, value, more]) => (
          <div>
            <dt>{name}</dt>
            <dd>
              <b>
                {value.split('/').map((part, at) => (
                  <>
                    {at === 0 ? '' : '/'}
                    {at === 0 ? null : <wbr />}
                    {part}
                  </>
                ))}
              </b>
              {more === '' ? null : <span>{more}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {remarks.map((remark) => (
        <p class="note">{remark}</p>
      ))}
    </Section>
  );
}

function SeverityBar({ view }: { readonly view: PageView }) {
  const { bySeverity } = view.summary;
  const shown = SEVERITIES.filter((severity) => bySeverity[severity] > 0);
  return (
    <ul class="severities">
      {shown.map((severity) => (
        <li class={severity}>
          <b>{grouped(bySeverity[severity])}</b> {severity}
        </li>
      ))}
    </ul>
  );
}

type Tile = readonly [name: string, value: string, more: string];

function tilesOf({ summary, causes, findings, access, baseline }: PageView): readonly Tile[] {
  const open = causes.first.filter(({ states }) => states.open > 0);
  const isAll = causes.total === causes.first.length;
  const [gained, lost] = (['gained', 'lost'] as const).map((direction) => open.filter((cause) => cause.direction === direction).length);
  const soonest = findings.first.flatMap(({ state, until }) => (state === 'accepted' && until !== null ? [until] : [])).sort()[0];
  const oldest = open.map(({ firstSeen }) => firstSeen).sort()[0];
  return [
    ...(isAll
      ? ([
          ['Access gained', counted(gained ?? 0, 'cause'), ''],
          ['Access lost', counted(lost ?? 0, 'cause'), ''],
        ] as const)
      : []),
    ...(access
      ? ([
          ['Closed to outsiders', `${grouped(access.closed)} of ${grouped(repositoriesIn(access))}`, 'repositories'],
          ['Effective access', counted(access.totals.grants, 'grant'), `of ${counted(access.totals.principals, 'principal')}`],
        ] as const)
      : []),
    ['Accepted', counted(summary.byState.accepted, 'finding'), soonest === undefined ? '' : `until ${day(soonest)}`],
    ['Not verified', grouped(summary.unverified), summary.unverified === 0 ? '' : 'parts or findings'],
    ...(oldest === undefined ? [] : ([['Oldest open', day(oldest), '']] as const)),
    ['Baseline', baseline ? baseline.path : 'none', baseline && baseline.rules > 0 ? counted(baseline.rules, 'rule') : ''],
  ];
}

function repositoriesIn({ rows }: NonNullable<PageView['access']>): number {
  return rows.reduce((sum, { size }) => sum + size, 0);
}
