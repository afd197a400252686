// The part of the matrix that is in view, as a table.
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { cellReader, Line } from './matrix-model.ts';
import { Rights } from './rights.tsx';
import type { Window } from './scrolling.ts';

/** A cell by its line and its column, from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

interface MatrixTableProps {
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  readonly down: Window;
  readonly across: Window;
  readonly size: Place;
  readonly read: ReturnType<typeof cellReader>;
  readonly toggle: (key: string) => void;
  readonly place: Place;
  readonly choose: (place: Place) => void;
}

export function MatrixTable({
  rows,
  columns,
  down,
  across: { from, to, isPage = false },
  size,
  read,
  toggle,
  place,
  choose,
}: MatrixTableProps) {
  // What scrolls back into view, or stays there, is not made again.
  const known = useMemo(() => new Map<string, VNode>(), [rows, columns, from, to, isPage, size, read, toggle, choose]);
  const shown = columns.slice(from, to);
  const [before, after] = isPage ? [0, 0] : [from, columns.length - to];
  const rowAt = (row: Line, at: number): VNode => {
    const here = place.row === at ? place.column : -1;
    const key = `${at} ${here}`;
    const made = known.get(key) ?? (
      <tr key={row.key} aria-rowindex={at + 2}>
        <th scope="row" class={`${row.kind} depth-${row.depth}`} title={row.title}>
          <Head line={row} toggle={toggle} />
        </th>
        <Gap count={before} size={size.column} />
        {shown.map((column, offset) => {
          const isHere = from + offset === here;
          const rights = read(row, column);
          return (
            <td key={column.key} class={row.kind === 'group' || column.kind === 'group' ? 'group' : ''}>
              <button
                type="button"
                tabIndex={isHere ? 0 : -1}
                data-place={isHere ? 'here' : undefined}
                onClick={() => choose({ row: at, column: from + offset })}
                aria-label={cellText(row, column, rights)}
              >
                <Rights rights={rights} />
              </button>
            </td>
          );
        })}
        <Gap count={after} size={size.column} />
      </tr>
    );
    known.set(key, made);
    return made;
  };
  return (
    <table aria-rowcount={rows.length + 1} aria-colcount={columns.length + 1}>
      <caption class="hidden">Who can do what in which repository. Arrow keys move between cells.</caption>
      <thead>
        <tr>
          <th scope="col" class="corner">
            Repository
          </th>
          <Gap count={before} size={size.column} />
          {shown.map((line) => (
            <th scope="col" key={line.key} class={line.kind} title={line.title}>
              <Head line={line} toggle={toggle} />
            </th>
          ))}
          <Gap count={after} size={size.column} />
        </tr>
      </thead>
      <tbody>
        <Space count={down.from} size={size.row} />
        {rows.slice(down.from, down.to).map((row, offset) => rowAt(row, down.from + offset))}
        <Space count={rows.length - down.to} size={size.row} />
      </tbody>
    </table>
  );
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
