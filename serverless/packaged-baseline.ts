// The baseline that travels with the functions: an invalid one would freeze every audit, so it is not deployed.
import { join } from 'node:path';
import { parseBaseline } from '../lib/baseline/parse/parse.ts';
import { readSources } from '../lib/cli/input/sources.ts';
import { Failure } from '../lib/cli/process/failure.ts';

const FOLDER = 'baseline';

/** Everything that is wrong with the baseline below `service`, a line each: what, and in which line of which file. */
export function baselineProblems(service: string): readonly string[] {
  try {
    const files = readSources(join(service, FOLDER)).map(({ path, text }) => ({ path: path.slice(service.length + 1), text }));
    const parsed = parseBaseline(FOLDER, files);
    return parsed.kind === 'baseline' ? [] : parsed.issues.map(({ reason, at }) => `${reason} (${at.file}:${at.line})`);
  } catch (error) {
    if (error instanceof Failure) return error.reasons;
    throw error;
  }
}
