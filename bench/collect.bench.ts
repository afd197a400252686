// What collecting a large account costs: 10,000 repositories with policies of 2 KB, from a server on loopback, into a file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSession } from '../lib/aws/client/session.ts';
import { collectAccount } from '../lib/aws/collect/collect.ts';
import { writeChunks } from '../lib/cli/files/write-chunks.ts';
import { snapshotChunks } from '../lib/snapshot/chunks.ts';
import { gapsOf } from '../lib/snapshot/gaps.ts';
import { readSnapshotValue } from '../lib/snapshot/parse.ts';

const MOST_MEBIBYTES = 512;

const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-bench-'));
const server = spawn(process.execPath, [fileURLToPath(new URL('collect-server.ts', import.meta.url))], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [address] = await once(server.stdout, 'data');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: String(address).trim(),
    AWS_ACCESS_KEY_ID: 'AKIABENCH',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const used = await collected(join(folder, 'account.json.gz'));
  console.table([used]);
  if (used.MiB > MOST_MEBIBYTES) throw new Error(`collecting took ${used.MiB} MiB, which is more than ${MOST_MEBIBYTES}`);
} finally {
  server.kill();
  rmSync(folder, { recursive: true });
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
