// What is behind the findings, to be searched, grouped and opened.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PageView } from '../lib/report/html/page-view.ts';
import { counted, grouped, type Index } from './audit.ts';
import { CauseCard } from './cause-card.tsx';
import { type GroupedBy, groupsOf, type Wanted, wantedOf } from './cause-groups.ts';
import { Choice, Section } from './parts.tsx';

interface CausesProps {
  readonly view: PageView;
  readonly index: Index;
  /** The id of a cause or a finding, where the address names one. */
  readonly target: string;
  readonly isPrinting: boolean;
}

const GROUPINGS = [
  ['severity', 'Severity'],
  ['repository', 'Repository'],
  ['principal', 'Principal'],
  ['policy', 'Policy'],
] as const;

export function Causes({ view, index, target, isPrinting }: CausesProps) {
  const { causes, findings, summary } = view;
  const [wanted, setWanted] = useState<Wanted>({ query: '', state: summary.byState.open > 0 ? 'open' : 'all', severity: 'all' });
  const [by, setBy] = useState<GroupedBy>('severity');
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const pointed = index.causeOf.get(target);
  useEffect(() => {
    if (!pointed) return;
    setWanted({ query: '', state: 'all', severity: 'all' });
    setOpened((before) => new Set([...before, pointed.id]));
    // Once it is drawn.
    const frame = requestAnimationFrame(() => (document.getElementById(target) ?? document.getElementById(pointed.id))?.scrollIntoView());
    return () => cancelAnimationFrame(frame);
  }, [pointed, target]);
  const shown = useMemo(() => wantedOf(causes.first, wanted), [causes, wanted]);
  const groups = useMemo(() => groupsOf(shown, by), [shown, by]);
  const toggle = (id: string) =>
    setOpened((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]));
  const drawn = new Set<string>();
  return (
    <Section id="causes" title="Causes" lead="What is behind the findings. One change ends all that a cause gives.">
      <CauseFilter view={view} wanted={wanted} want={setWanted} by={by} group={setBy} />
      <p class="count" aria-live="polite">
        {`${grouped(shown.length)} of ${counted(causes.total, 'cause')}`}
      </p>
      {causes.total > causes.first.length || findings.total > findings.first.length ? <RolledUp view={view} /> : null}
      {groups.map(({ name, causes: among }) => (
        <div class="group">
          <h3 class={by}>
            <span>{name}</span> <small>{counted(among.length, 'cause')}</small>
          </h3>
          {among.map((cause) => {
            // Under several headings, it is one place that links lead to.
            const isFirst = !drawn.has(cause.id);
            drawn.add(cause.id);
            return (
              <CauseCard
                key={cause.id}
                cause={cause}
                findings={index.findingsOf.get(cause.id) ?? []}
                isAnchor={isFirst}
                isOpen={isPrinting || opened.has(cause.id)}
                isTarget={pointed === cause && isFirst}
                target={target}
                toggle={() => toggle(cause.id)}
              />
            );
          })}
        </div>
      ))}
      {shown.length === 0 ? <p class="empty">{causes.total === 0 ? 'There are none.' : 'None is like that.'}</p> : null}
    </Section>
  );
}

interface FilterProps {
  readonly view: PageView;
  readonly wanted: Wanted;
  readonly want: (wanted: Wanted) => void;
  readonly by: GroupedBy;
  readonly group: (by: GroupedBy) => void;
}

function CauseFilter({ view, wanted, want, by, group }: FilterProps) {
  const { byState } = view.summary;
  const states = [
    ['open', 'Open'],
    ...(byState.accepted > 0 ? ([['accepted', 'Accepted']] as const) : []),
    ...(byState.resolved > 0 ? ([['resolved', 'Over']] as const) : []),
    ['all', 'All'],
  ] as const;
  const severities = ['critical', 'high', 'medium', 'low', 'info'].filter((severity) =>
    view.causes.first.some((cause) => cause.severity === severity),
  );
  return (
    <div class="filter">
      <label class="search">
        <span>Search causes</span>
        <input
          type="search"
          value={wanted.query}
          placeholder="repository, principal, code, id"
          onInput={({ currentTarget }) => want({ ...wanted, query: currentTarget.value })}
        />
      </label>
      <label>
        <span>Severity</span>
        <select value={wanted.severity} onChange={({ currentTarget }) => want({ ...wanted, severity: currentTarget.value })}>
          <option value="all">all</option>
          {severities.map((severity) => (
            <option value={severity}>{severity}</option>
          ))}
        </select>
      </label>
      <Choice label="State" options={states} chosen={wanted.state} choose={(state) => want({ ...wanted, state })} />
      <Choice label="Group by" options={GROUPINGS} chosen={by} choose={group} />
    </div>
  );
}

function RolledUp({ view: { causes, findings } }: { readonly view: PageView }) {
  const parts = [
    ...(causes.total > causes.first.length ? [`the ${causes.first.length} gravest of ${counted(causes.total, 'cause')}`] : []),
    ...(findings.total > findings.first.length
      ? [`single findings for the ${grouped(findings.first.length)} gravest of ${grouped(findings.total)}`]
      : []),
  ];
  return (
    <p class="note">
      {`This audit is large. Listed here are ${parts.join(' and ')}; the counts are of all. The complete file is that of `}
      <code>ecr-drift audit --format json</code>.
    </p>
  );
}
