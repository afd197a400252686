// Loaded into a process that is measured: it says what it used when it ends.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, maxRSS } = process.resourceUsage();
  const file = process.env['BENCH_USAGE'];
  if (file) writeFileSync(file, JSON.stringify({ user: userCPUTime / 1e6, mebibytes: Math.round(maxRSS / 1024) }));
});
