// The terminal as renderers see it.
import { describe, expect, test } from 'vitest';
import { screenOn } from '../../../lib/cli/process/screen.ts';
import { paragraph } from '../../../lib/report/screen.ts';
import { table } from '../../../lib/report/terminal.ts';

type Environment = Readonly<Record<string, string>>;

function isColoured(isTTY: boolean, env: Environment, argv: readonly string[] = []): boolean {
  return screenOn({ isTTY, columns: 80 }, { env, argv }).paint('critical', 'x') !== 'x';
}

describe('colours', () => {
  test.each<readonly [string, Parameters<typeof isColoured>, boolean]>([
    ['a terminal', [true, {}], true],
    ['a pipe', [false, {}], false],
    ['a terminal that has none', [true, { TERM: 'dumb' }], false],
    ['NO_COLOR', [true, { NO_COLOR: '1' }], false],
    ['an empty NO_COLOR, which says nothing', [true, { NO_COLOR: '' }], true],
    ['FORCE_COLOR in a pipe', [false, { FORCE_COLOR: '1' }], true],
    ['an empty FORCE_COLOR', [false, { FORCE_COLOR: '' }], true],
    ['FORCE_COLOR=0', [true, { FORCE_COLOR: '0' }], false],
    ['FORCE_COLOR=false', [true, { FORCE_COLOR: 'false' }], false],
    ['FORCE_COLOR before NO_COLOR', [true, { FORCE_COLOR: '3', NO_COLOR: '1' }], true],
    ['--no-color before FORCE_COLOR', [true, { FORCE_COLOR: '1' }, ['audit', '--no-color']], false],
  ])('%s', (_, asked, expected) => {
    expect(isColoured(...asked)).toBe(expected);
  });

  test('take no columns, and leave nothing behind', () => {
    const screen = screenOn({ isTTY: true, columns: 80 }, { env: {}, argv: [] });
    const painted = screen.paint('critical', 'CRITICAL');
    expect(screen.width(painted)).toBe(8);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
    expect(painted).toMatch(/^(?:\u001b\[\d+m)+CRITICAL(?:\u001b\[\d+m)+$/);
    expect(screen.paint('critical', '')).toBe('');
  });
});

describe('the width', () => {
  test.each<readonly [string, Parameters<typeof screenOn>[0], Environment, number | undefined]>([
    ['that of the terminal', { isTTY: true, columns: 132 }, {}, 132],
    ['none in a pipe', {}, {}, undefined],
    ['COLUMNS in a pipe', {}, { COLUMNS: '72' }, 72],
    ['COLUMNS before the terminal', { isTTY: true, columns: 132 }, { COLUMNS: '72' }, 72],
    ['80 where the terminal says nothing', { isTTY: true, columns: 0 }, {}, 80],
    ['never less than words need', { isTTY: true, columns: 3 }, {}, 30],
    ['that of the terminal where COLUMNS is no number', { isTTY: true, columns: 132 }, { COLUMNS: 'wide' }, 132],
  ])('is %s', (_, surface, env, columns) => {
    expect(screenOn(surface, { env, argv: [] }).columns).toBe(columns);
  });
});

describe('letters', () => {
  const screen = screenOn({ isTTY: true, columns: 30 }, { env: { NO_COLOR: '1' }, argv: [] });

  test('of some scripts take two columns, and marks none', () => {
    expect([screen.width('画像'), screen.width('e\u0301'), screen.width('🚀')]).toEqual([4, 1, 2]);
  });

  test('keep columns of a table aligned', () => {
    const lines = table(
      ['NAME', 'IS'],
      [
        ['画像', 'x'],
        ['abc', 'y'],
      ],
      screen,
    ).split('\n');
    expect(lines).toEqual(['NAME  IS', '画像  x', 'abc   y']);
  });

  test('are never cut in half', () => {
    expect(screen.cut('画像画像画像', 6, 'end')).toBe('画像…');
    expect(screen.wrap('画像画像画像', 5)).toEqual(['画像', '画像', '画像']);
  });
});

test('a sentence goes on below its beginning, and keeps the place where it begins', () => {
  const screen = screenOn({ isTTY: true, columns: 30 }, { env: { NO_COLOR: '1' }, argv: [] });
  expect(paragraph(screen, '  not read: repository policy of team/app', 4)).toEqual(['  not read: repository', '    policy of team/app']);
  expect(paragraph(screen, '  not read', 4)).toEqual(['  not read']);
});

describe('a table', () => {
  const screen = screenOn({ isTTY: true, columns: 30 }, { env: { NO_COLOR: '1' }, argv: [] });
  const rows = [['arn:aws:iam::111111111111:role/build', 'pull and push']];

  test('that is wider than the screen goes on below, its widest columns first', () => {
    expect(table(['PRINCIPAL', 'CAN'], rows, screen)).toBe(
      ['PRINCIPAL        CAN', 'arn:aws:iam::11  pull and push', '1111111111:role', '/build'].join('\n'),
    );
  });

  test('leaves out the middle of names where that is asked for', () => {
    expect(table(['PRINCIPAL', 'CAN'], rows, screen, 'cut').split('\n')[1]).toBe('arn:aws…e/build  pull and push');
  });

  test('is a list of its cells where columns have no room', () => {
    const cells = ['role build of 222222222222', 'pull, push and retag under conditions', 'repository policy'];
    expect(table(['PRINCIPAL', 'CAN', 'THROUGH'], [cells], screen)).toBe(
      ['role build of 222222222222', '  can: pull, push and retag', '  under conditions', '  through: repository policy'].join('\n'),
    );
  });
});
