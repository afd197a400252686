// `show`: one cause of an audit, or one finding, with what proves it, what may come of it, what ends it and what keeps it.
import { judgeSnapshot } from '../../audit.ts';
import { causeBlock, findingBlock } from '../../report/cause-block.ts';
import { type PresentCause, presentCauses } from '../../report/present.ts';
import { type StoredAuditView, storedAuditSchema } from '../../report/schema.ts';
import type { Screen } from '../../report/screen.ts';
import { auditView } from '../../report/view.ts';
import { print } from '../files/output.ts';
import { readText } from '../files/read-file.ts';
import { printedAudit } from '../input/accept-options.ts';
import { loadBaseline } from '../input/inputs.ts';
import { idNamed } from '../input/named-id.ts';
import { type AccountOptions, readAccount } from '../input/read-account.ts';
import { standing } from '../input/standing.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';
import { outputScreen } from '../process/screen.ts';
import { step } from '../process/steps.ts';

export interface ShowOptions extends AccountOptions {
  /** Of a cause or of a finding, or the beginning of one. */
  readonly id: string;
  /** An audit that was saved as JSON. */
  readonly audit: string | undefined;
  readonly baseline: string | undefined;
  /** A folder in which findings are followed; it is only read. */
  readonly state: string | undefined;
}

/** Prints what is asked for. 3: something was not read. Throws a Failure where there is no such thing. */
export async function showCommand(options: ShowOptions): Promise<Exit> {
  const view = options.audit === undefined ? await auditedAgain(options) : savedAudit(options.audit, options);
  print(shown(view, options.id, outputScreen()));
  return view.complete ? EXIT.done : EXIT.incomplete;
}

async function auditedAgain(options: ShowOptions): Promise<StoredAuditView> {
  const baseline = options.baseline === undefined ? undefined : loadBaseline(options.baseline);
  const snapshot = await readAccount(options);
  step('comparing access with what was meant');
  const judged = judgeSnapshot(snapshot, baseline);
  const followed = await standing(judged, options.state);
  const view = auditView({ ...judged, findings: followed.findings, followed: options.state === undefined ? undefined : followed });
  return printedAudit(view, { ...options, format: undefined, output: undefined });
}

const ELSEWHERE = ['snapshot', 'baseline', 'state', 'regions', 'roleArn', 'externalId'] as const satisfies readonly (keyof ShowOptions)[];

/** The audit of a file, which says all that there is to say of it. */
function savedAudit(path: string, options: ShowOptions): StoredAuditView {
  if (ELSEWHERE.some((name) => options[name] !== undefined))
    throw new Failure(
      '--audit is an audit that is done: leave out what would be read again (--snapshot, --baseline, --state, --regions, --role-arn)',
    );
  const parsed = storedAuditSchema.safeParse(jsonOf(path));
  if (!parsed.success) throw new Failure(`${path} is no saved audit: make one with ecr-drift audit --output FILE`);
  const view = parsed.data;
  return printedAudit(
    { ...view, asOf: view.asOf ?? '' },
    { baseline: view.baseline?.path, state: undefined, snapshot: undefined, output: path, format: 'json' },
  );
}

function jsonOf(path: string): unknown {
  step(`reading ${path}`);
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure(`${path} is not JSON: give an audit that was saved with ecr-drift audit --output FILE`, { cause: error });
  }
}

function shown(view: Pick<StoredAuditView, 'causes' | 'findings'>, text: string, screen: Screen): string {
  const present = presentCauses(view);
  const id = idNamed(
    text,
    present.flatMap(({ cause, findings }) => [cause.id, ...findings.map((finding) => finding.id)]),
  );
  return `${blockOf(present, id, screen).join('\n')}\n`;
}

function blockOf(present: readonly PresentCause[], id: string, screen: Screen): readonly string[] {
  for (const each of present) {
    if (each.cause.id === id) return causeBlock(each, screen, 'whole');
    const finding = each.findings.find((one) => one.id === id);
    if (finding) return each.findings.length === 1 ? causeBlock(each, screen, 'whole') : findingBlock(finding, each.cause, screen);
  }
  return [];
}
