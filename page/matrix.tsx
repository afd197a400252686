// The access matrix as a picture: who can do what where. What is not in view is not drawn.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageAccess } from '../lib/report/html/page-view.ts';
import { counted } from './audit.ts';
import { cellReader, columnLines, firstOpen, firstPlace, type Line, rowLines } from './matrix-model.ts';
import { Choice, Section } from './parts.tsx';
import { Legend, Rights, rightInWords } from './rights.tsx';
import { type Window, windowOf } from './window.ts';

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

interface Place {
  readonly row: number;
  readonly column: number;
}

export function Matrix({ access, isPrinting }: MatrixProps) {
  const [open, setOpen] = useState(() => firstOpen(access));
  const [zoom, setZoom] = useState<Zoom>('letters');
  const [query, setQuery] = useState('');
  const [who, setWho] = useState('');
  const rows = useMemo(() => rowLines(access, open, query.toLowerCase()), [access, open, query]);
  const columns = useMemo(() => columnLines(access, open, who.toLowerCase()), [access, open, who]);
  const read = useMemo(() => cellReader(access), [access]);
  const [place, setPlace] = useState<Place>(() => firstPlace({ rows, columns, read }));
  const toggle = (key: string) =>
    setOpen((before) => new Set(before.has(key) ? [...before].filter((each) => each !== key) : [...before, key]));
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

/** Room for the names beside and above the cells. */
const HEAD = { width: 230, height: 132 } as const;

function Grid({ access, read, rows, columns, zoom, isPrinting, toggle, place: asked, choose }: GridProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useScroll(box);
  const size = SIZES[zoom];
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
          <Table
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

interface TableProps extends Pick<GridProps, 'rows' | 'columns' | 'toggle' | 'place' | 'choose'> {
  readonly down: Window;
  readonly across: Window;
  readonly size: { readonly row: number; readonly column: number };
  readonly read: ReturnType<typeof cellReader>;
}

function Table({ rows, columns, down, across, size, read, toggle, place, choose }: TableProps) {
  const [before, after] = across.isPage ? [0, 0] : [across.from, columns.length - across.to];
  return (
    <table aria-rowcount={rows.length + 1} aria-colcount={columns.length + 1}>
      <caption class="hidden">Who can do what in which repository. Arrow keys move between cells.</caption>
      <thead>
        <tr>
          <th scope="col" class="corner">
            Repository
          </th>
          <Gap count={before} size={size.column} />
          {columns.slice(across.from, across.to).map((line) => (
            <th scope="col" key={line.key} class={line.kind} title={line.title}>
              <Head line={line} toggle={toggle} />
            </th>
          ))}
          <Gap count={after} size={size.column} />
        </tr>
      </thead>
      <tbody>
        <Space count={down.from} size={size.row} />
        {rows.slice(down.from, down.to).map((row, atRow) => (
          <tr key={row.key} aria-rowindex={down.from + atRow + 2}>
            <th scope="row" class={`${row.kind} depth-${row.depth}`} title={row.title}>
              <Head line={row} toggle={toggle} />
            </th>
            <Gap count={before} size={size.column} />
            {columns.slice(across.from, across.to).map((column, atColumn) => {
              const here = { row: down.from + atRow, column: across.from + atColumn };
              const isHere = here.row === place.row && here.column === place.column;
              const rights = read(row, column);
              return (
                <td key={column.key} class={row.kind === 'group' || column.kind === 'group' ? 'group' : ''}>
                  <button
                    type="button"
                    tabIndex={isHere ? 0 : -1}
                    data-place={isHere ? 'here' : undefined}
                    onClick={() => choose(here)}
                    aria-label={cellText(row, column, rights)}
                  >
                    <Rights rights={rights} />
                  </button>
                </td>
              );
            })}
            <Gap count={after} size={size.column} />
          </tr>
        ))}
        <Space count={rows.length - down.to} size={size.row} />
      </tbody>
    </table>
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

function cellText(row: Line, column: Line, rights: ReturnType<ReturnType<typeof cellReader>>): string {
  const can = rights.length === 0 ? 'no access' : rights.map((right) => `${right.capability} ${right.verdict}`).join(', ');
  return `${column.label} on ${row.label}: ${can}`;
}

function Head({ line, toggle }: { readonly line: Line; readonly toggle: (key: string) => void }) {
  const text = (
    <>
      <span class="name">{line.label}</span>
      {line.detail === '' ? null : <small>{line.detail}</small>}
    </>
  );
  if (line.kind === 'leaf') return <span class="line">{text}</span>;
  return (
    <button type="button" class="line" aria-expanded={line.isOpen} onClick={() => toggle(line.key)}>
      {text}
    </button>
  );
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

/** Columns that are not drawn. */
function Gap({ count, size }: { readonly count: number; readonly size: number }) {
  return count > 0 ? <td class="gap" aria-hidden="true" style={{ minWidth: `${count * size}px` }} /> : null;
}

/** Rows that are not drawn. */
function Space({ count, size }: { readonly count: number; readonly size: number }) {
  return count > 0 ? (
    <tr class="space">
      <td style={{ height: `${count * size}px` }} />
    </tr>
  ) : null;
}

function within(at: number, count: number): number {
  return Math.max(0, Math.min(count - 1, at));
}

function reveal(box: HTMLElement | null, { row, column }: Place, size: { readonly row: number; readonly column: number }): void {
  if (!box) return;
  const [x, y] = [column * size.column, row * size.row];
  const room = { width: box.clientWidth - HEAD.width, height: box.clientHeight - HEAD.height };
  if (x < box.scrollLeft) box.scrollLeft = x;
  else if (x + size.column > box.scrollLeft + room.width) box.scrollLeft = x + size.column - room.width;
  if (y < box.scrollTop) box.scrollTop = y;
  else if (y + size.row > box.scrollTop + room.height) box.scrollTop = y + size.row - room.height;
}

function useScroll(box: { readonly current: HTMLElement | null }) {
  const [view, setView] = useState({ left: 0, top: 0, width: 1_200, height: 800 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const follow = () =>
      setView({ left: element.scrollLeft, top: element.scrollTop, width: element.clientWidth, height: element.clientHeight });
    follow();
    element.addEventListener('scroll', follow, { passive: true });
    const observer = new ResizeObserver(follow);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', follow);
      observer.disconnect();
    };
  }, [box]);
  return view;
}
