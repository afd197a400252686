import { describe, expect, test } from 'vitest';
import { collecting } from '../../aws/collect/support/collecting.ts';
import { ACCOUNT, REGION } from '../../aws/server/world.ts';
import { runLive } from '../support/live-program.ts';
import { expectNoTrace, workplace } from '../support/program.ts';

const { server, world } = await collecting();
const place = workplace();
/** Far more repositories than are asked about at a time. */
const COUNT = 200;

describe.each(['SIGINT', 'SIGTERM'] as const)('%s during a scan', (signal) => {
  test.each([
    ['that waits for an answer', { kind: 'hang' }],
    ['that AWS throttles', { kind: 'throttle' }],
  ] as const)('%s ends it long before a call would give up, with one line and no file', async (_what, fault) => {
    world.accounts[ACCOUNT]!.regions[REGION]!.repositories = Array.from({ length: COUNT }, (_, index) => ({ name: `r${index}` }));
    const ended = { asked: 0, after: 0 };
    const { status, stdout, stderr } = await runLive({
      args: ['snapshot', '--output', 'half.json.gz'],
      server,
      folder: place.path,
      meanwhile: (child) => {
        const when = () => {
          if (ended.asked === 0) child.kill(signal);
          ended.asked ||= performance.now();
          return true;
        };
        server.faults.inject({ operation: 'GetRepositoryPolicy', when, fault });
        child.on('exit', () => {
          ended.after = performance.now() - ended.asked;
        });
      },
    });
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: 'interrupted: nothing was written\n' });
    // It takes half a second; a busy machine takes more, but not half of the time that a call waits for its answer.
    expect(ended.after).toBeLessThan(15_000);
    expect(new Set(server.calls.flatMap(({ input }) => input['repositoryName'] ?? [])).size).toBeLessThan(COUNT);
    expect(place.names()).toEqual([]);
    expectNoTrace(stderr);
  });
});
