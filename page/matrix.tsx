// The access matrix as a picture: who can do what where. What is not in view is not drawn.
import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { PageAccess } from '../lib/report/html/page-view.ts';
import { counted } from './audit.ts';
import { cellReader, columnLines, firstOpen, firstPlace, type Line, rowLines } from './matrix-model.ts';
import { MatrixTable, type Place } from './matrix-table.tsx';
import { Choice, Section } from './parts.tsx';
import { Legend, rightInWords } from './rights.tsx';
import { reveal, useScroll, type Window, windowOf, within } from './scrolling.ts';

interface MatrixProps {
  readonly access: PageAccess;
  readonly isPrinting: boolean;
}

const SIZES = {
  letters: { row: 36, column: 62 },
  dots: { row: 20, column: 30 },
} as const;
type Zoom = keyof typeof SIZES;

const ZOOMS = [
  ['letters', 'Letters'],
  ['dots', 'Dots'],
] as const;

export function Matrix({ access, isPrinting }: MatrixProps) {
  const [open, setOpen] = useState(() => firstOpen(access));
  const [zoom, setZoom] = useState<Zoom>('letters');
  const [query, setQuery] = useState('');
  const [who, setWho] = useState('');
  const rows = useMemo(() => rowLines(access, open, query.toLowerCase()), [access, open, query]);
  const columns = useMemo(() => columnLines(access, open, who.toLowerCase()), [access, open, who]);
  const read = useMemo(() => cellReader(access), [access]);
  const [place, setPlace] = useState<Place>(() => firstPlace({ rows, columns, read }));
  const toggle = useCallback(
    (key: string) => setOpen((before) => new Set(before.has(key) ? [...before].filter((each) => each !== key) : [...before, key])),
    [],
  );
  const { totals, kind } = access;
  const lead = `${counted(totals.grants, 'grant')} of ${counted(totals.principals, 'principal')} on ${counted(totals.repositories, 'repository', 'repositories')}.`;
  return (
    <Section id="matrix" title="Access matrix" lead={lead}>
      {kind === 'groups' ? (
        <p class="note">
          This account is large: rows are groups of repositories and columns groups of principals; a cell counts pairs. A right is marked
          unexpected where a finding tells of it. For one repository, ask <code>ecr-drift access --repository NAME</code>.
        </p>
      ) : null}
      <div class="filter">
        <label class="search">
          <span>Repositories</span>
          <input type="search" value={query} placeholder="part of a name" onInput={({ currentTarget }) => setQuery(currentTarget.value)} />
        </label>
        <label class="search">
          <span>Principals</span>
          <input type="search" value={who} placeholder="part of a name" onInput={({ currentTarget }) => setWho(currentTarget.value)} />
        </label>
        <Choice label="Zoom" options={ZOOMS} chosen={zoom} choose={setZoom} />
      </div>
      <Legend isGrouped={kind === 'groups'} />
      {rows.length === 0 || columns.length === 0 ? (
        <p class="empty">{totals.grants === 0 ? 'Nobody has access.' : 'Nothing is called so.'}</p>
      ) : (
        <Grid
          access={access}
          read={read}
          rows={rows}
          columns={columns}
          zoom={zoom}
          isPrinting={isPrinting}
          toggle={toggle}
          place={place}
          choose={setPlace}
        />
      )}
    </Section>
  );
}

interface GridProps extends MatrixProps {
  readonly read: ReturnType<typeof cellReader>;
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  readonly zoom: Zoom;
  readonly toggle: (key: string) => void;
  readonly place: Place;
  readonly choose: (place: Place) => void;
}

const STEPS: Readonly<Record<string, Place>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  PageUp: { row: -10, column: 0 },
  PageDown: { row: 10, column: 0 },
  Home: { row: 0, column: Number.NEGATIVE_INFINITY },
  End: { row: 0, column: Number.POSITIVE_INFINITY },
};

function Grid({ access, read, rows, columns, zoom, isPrinting, toggle, place: asked, choose }: GridProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = SIZES[zoom];
  const view = useScroll(box, size);
  const down = isPrinting ? { from: 0, to: rows.length } : windowOf(rows.length, size.row, view.top, view.height);
  const bands = isPrinting ? bandsOf(columns.length) : [windowOf(columns.length, size.column, view.left, view.width)];
  const place = { row: Math.min(asked.row, rows.length - 1), column: Math.min(asked.column, columns.length - 1) };
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = { row: within(place.row + step.row, rows.length), column: within(place.column + step.column, columns.length) };
    choose(next);
    reveal(box.current, next, size);
    // Once it is drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[data-place="here"]')?.focus()));
  };
  const [chosenRow, chosenColumn] = [rows[place.row], columns[place.column]];
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys move between the cells, which are buttons */}
      <div class={`matrix ${zoom}`} ref={box} onKeyDown={move}>
        {bands.map((band) => (
          <MatrixTable
            rows={rows}
            columns={columns}
            down={down}
            across={band}
            size={size}
            read={read}
            toggle={toggle}
            place={place}
            choose={choose}
          />
        ))}
      </div>
      {chosenRow && chosenColumn ? (
        <Detail access={access} row={chosenRow} column={chosenColumn} rights={read(chosenRow, chosenColumn)} />
      ) : null}
    </>
  );
}

/** As many columns as a sheet of paper has room for, below each other. */
const BAND = 7;

function bandsOf(count: number): readonly Window[] {
  return Array.from({ length: Math.ceil(count / BAND) }, (_, at) => ({
    from: at * BAND,
    to: Math.min(count, (at + 1) * BAND),
    isPage: true,
  }));
}

function Detail({
  access,
  row,
  column,
  rights,
}: {
  readonly access: PageAccess;
  readonly row: Line;
  readonly column: Line;
  readonly rights: ReturnType<ReturnType<typeof cellReader>>;
}) {
  return (
    <div class="detail" aria-live="polite">
      <p>
        <code>{column.title}</code> on <code>{row.title}</code>
      </p>
      {rights.length === 0 ? (
        <p class="note">no access</p>
      ) : (
        <ul>
          {rights.map((right) => (
            <li>
              {rightInWords(right)}
              {right.via.length === 0 ? null : (
                <small>{` through ${right.via
                  .slice(0, 5)
                  .map((at) => access.texts[at] ?? '')
                  .join('; ')}`}</small>
              )}
              {right.depends.length === 0 ? null : (
                <small>{` depends on ${right.depends
                  .slice(0, 5)
                  .map((at) => access.texts[at] ?? '')
                  .join('; ')}`}</small>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
