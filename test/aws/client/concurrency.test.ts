// How many tasks are under way side by side.
import { expect, test } from 'vitest';
import { eachOf, mapOf } from '../../../lib/aws/client/concurrency.ts';

/** Tasks that end when they are told to; how many are under way is seen. */
function tasks(width: () => number, count: number, more: () => boolean = () => true) {
  const open: { readonly item: number; readonly end: () => void; readonly fail: (error: Error) => void }[] = [];
  const done = eachOf(
    Array.from({ length: count }, (_, item) => item),
    { width, more, task: (item) => new Promise<void>((end, fail) => open.push({ item, end, fail })) },
  );
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { open, done, settle };
}

test('as many as the width of the moment, which may grow and shrink', async () => {
  let width = 2;
  const { open, done, settle } = tasks(() => width, 9);
  expect(open.map(({ item }) => item)).toEqual([0, 1]);
  width = 4;
  open[0]?.end();
  await settle();
  expect(open.map(({ item }) => item)).toEqual([0, 1, 2, 3, 4]);
  width = 1;
  for (const each of open.slice(1, 4)) each.end();
  await settle();
  expect(open).toHaveLength(5);
  open[4]?.end();
  await settle();
  expect(open).toHaveLength(6);
  width = 9;
  open[5]?.end();
  await settle();
  expect(open).toHaveLength(9);
  for (const each of open) each.end();
  await done;
});

test('one at least, whatever the width says', async () => {
  const { open, done, settle } = tasks(() => 0, 2);
  for (const place of [0, 1]) {
    expect(open).toHaveLength(place + 1);
    open[place]?.end();
    await settle();
  }
  await done;
});

test('none begins after the first that fails, nor after nothing more is wanted', async () => {
  const failing = tasks(() => 2, 9);
  failing.open[0]?.fail(new Error('broken'));
  await expect(failing.done).rejects.toThrow('broken');
  failing.open[1]?.end();
  await failing.settle();
  expect(failing.open).toHaveLength(2);

  let isWanted = true;
  const stopped = tasks(
    () => 2,
    9,
    () => isWanted,
  );
  isWanted = false;
  for (const each of stopped.open) each.end();
  await stopped.done;
  expect(stopped.open).toHaveLength(2);
});

test('results are in the order of the items, and of none there is nothing', async () => {
  const slowFirst = async (item: number) => {
    for (let turn = 10; turn > item; turn -= 1) await Promise.resolve();
    return item * 2;
  };
  expect(await mapOf([1, 2, 3], 2, slowFirst)).toEqual([2, 4, 6]);
  expect(await mapOf([], 2, slowFirst)).toEqual([]);
});
