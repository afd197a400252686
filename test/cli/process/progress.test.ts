import { describe, expect, test } from 'vitest';
import { type ProgressStream, progressLine } from '../../../lib/cli/process/progress.ts';

describe('progress', () => {
  test('is one line on a terminal, about the region that moved and about all of them', () => {
    const { lines, line, clock } = shown({ isTTY: true });
    line.show({ region: 'eu-west-1', done: 0, total: 100 });
    clock.time = 2_000;
    line.show({ region: 'us-east-1', done: 40, total: 50 });
    expect(lines).toEqual(['\r\u001b[Keu-west-1 0/100, 1 region 0/100, 0/s', '\r\u001b[Kus-east-1 40/50, 2 regions 40/150, 20/s']);
  });

  test('is not written more often than anybody can read, and then cleared', () => {
    const { lines, line } = shown({ isTTY: true });
    for (let done = 0; done < 1_000; done += 1) line.show({ region: 'eu-west-1', done, total: 1_000 });
    line.clear();
    expect(lines).toHaveLength(2);
    expect(lines.at(-1)).toBe('\r\u001b[K');
  });

  test('is silent where nobody watches', () => {
    const { lines, line } = shown({});
    line.show({ region: 'eu-west-1', done: 1, total: 2 });
    line.clear();
    expect(lines).toEqual([]);
  });
});

function shown(screen: Pick<ProgressStream, 'isTTY'>) {
  const lines: string[] = [];
  const clock = { time: 0 };
  const write = (text: string) => lines.push(text);
  return { lines, clock, line: progressLine({ ...screen, write }, () => clock.time) };
}
