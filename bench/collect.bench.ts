// What collecting a large account costs: 10,000 repositories with policies of 2 KB, from a server on loopback that answers at once or as late as
// one that is far away, into a file. `--repositories N` takes fewer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openSession } from '../lib/aws/client/session.ts';
import { collectAccount } from '../lib/aws/collect/collect.ts';
import { writeChunks } from '../lib/cli/files/write-chunks.ts';
import { snapshotChunks } from '../lib/snapshot/chunks.ts';
import { gapsOf } from '../lib/snapshot/gaps.ts';
import { readSnapshotValue } from '../lib/snapshot/parse.ts';

const MOST_MEBIBYTES = 512;

const LATENCIES = [0, 80, 200];

const { repositories } = parseArgs({ options: { repositories: { type: 'string', default: '10000' } } }).values;
const rows: Awaited<ReturnType<typeof collectedAt>>[] = [];
for (const latency of LATENCIES) rows.push(await collectedAt(latency));
console.table(rows);
const most = Math.max(...rows.map(({ MiB }) => MiB));
if (most > MOST_MEBIBYTES) throw new Error(`collecting took ${most} MiB, which is more than ${MOST_MEBIBYTES}`);

/** `latency`: milliseconds that each answer takes. */
async function collectedAt(latency: number) {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-bench-'));
  const script = fileURLToPath(new URL('collect-server.ts', import.meta.url));
  const server = spawn(process.execPath, [script, repositories, String(latency)], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [address] = await once(server.stdout, 'data');
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: String(address).trim(),
      AWS_ACCESS_KEY_ID: 'AKIABENCH',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    return { latency, ...(await collected(join(folder, 'account.json.gz'))) };
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

async function collected(path: string) {
  const signal = new AbortController().signal;
  const started = performance.now();
  const session = await openSession({ signal });
  const file = await collectAccount(session, { regions: undefined });
  const ended = performance.now();
  await writeChunks(path, { chunks: snapshotChunks(file), signal });
  const reading = readSnapshotValue(file);
  session.clients.close();
  return {
    repositories:
      reading.kind === 'snapshot' && reading.snapshot.registries[0]?.repositories.kind === 'present'
        ? reading.snapshot.registries[0].repositories.value.length
        : 0,
    gaps: gapsOf(file).length,
    calls: session.tally.counts().reduce((sum, { calls }) => sum + calls, 0),
    seconds: Math.round((ended - started) / 1000),
    writeAndRead: Math.round(performance.now() - ended),
    fileBytes: statSync(path).size,
    MiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
