// `doctor`: what the credentials at hand may read, and the statements that are missing.

import { type Need, PERMISSIONS, scannerPolicy, statementsFor } from '../../aws/api/permissions.ts';
import type { Session } from '../../aws/client/session.ts';
import { type Diagnosis, diagnose } from '../../aws/doctor/diagnose.ts';
import type { Tone } from '../../report/screen.ts';
import { openTable } from '../../report/terminal.ts';
import { visible } from '../../text/quote.ts';
import { print } from '../files/output.ts';
import { withSession } from '../input/live.ts';
import type { LiveOptions } from '../input/live-options.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';
import { interruptible } from '../process/interrupt.ts';
import { outputScreen } from '../process/screen.ts';
import { doctorDeployment } from './doctor-deployment.ts';

export interface DoctorOptions extends LiveOptions {
  /** Only print the policy that a scanner needs. */
  readonly policy: boolean | undefined;
  /** Look at this deployment, and not at the permissions of a scan. */
  readonly deployment: string | undefined;
}

/** Tries each permission of a scan, or looks at a deployment. 3: something is missing. Throws a Failure where nobody can be asked. */
export async function doctorCommand(options: DoctorOptions): Promise<Exit> {
  if (options.policy === true) {
    print(jsonOf(scannerPolicy()));
    return EXIT.done;
  }
  if (options.deployment !== undefined) return deploymentCommand(options.deployment, options);
  return interruptible((signal) =>
    withSession(options, signal, async (session) => {
      const diagnoses = await shownDiagnoses(session, options.regions?.[0] ?? session.region);
      print(`${adviceFor(session, diagnoses).join('\n')}\n`);
      return missingOf(diagnoses, ['scan']).length === 0 ? EXIT.done : EXIT.incomplete;
    }),
  );
}

/** A deployment is looked at where it is, by whoever has the credentials. */
async function deploymentCommand(name: string, { roleArn, externalId, regions }: LiveOptions): Promise<Exit> {
  const given = roleArn ?? externalId ?? regions;
  if (given !== undefined)
    throw new Failure('--deployment takes no --regions, --role-arn or --external-id: set AWS_REGION and AWS_PROFILE');
  // Whoever cannot be asked anything is told why, before a deployment is looked for.
  return interruptible((signal) => withSession({ regions, roleArn, externalId }, signal, (session) => doctorDeployment(name, session)));
}

const HEADING = ['PERMISSION', 'USED FOR', 'RESULT'];
const LONG_RESULT = 'denied (AccessDeniedException)';

/** Prints a row for each permission as soon as AWS has answered. */
async function shownDiagnoses(session: Session, region: string): Promise<readonly Diagnosis[]> {
  const { account, caller, partition } = session;
  const screen = outputScreen();
  const widest = Object.entries(PERMISSIONS).flatMap(([api, { need, purpose }]) => (need === 'none' ? [] : [[api, purpose, LONG_RESULT]]));
  const { head, row } = openTable(HEADING, widest, screen);
  print([`account ${account} in ${partition}, as ${visible(caller)}`, '', ...head].map((line) => `${line}\n`));
  const known: Diagnosis[] = [];
  return diagnose(session, region, (each) => {
    known.push(each);
    print(
      row([each.api, PERMISSIONS[each.api].purpose, { text: resultOf(each, known), tone: TONES[each.kind] }]).map((line) => `${line}\n`),
    );
  });
}

const TONES = { ok: 'good', denied: 'critical', failed: 'warning' } as const satisfies Record<Diagnosis['kind'], Tone>;

function adviceFor({ auditor }: Session, diagnoses: readonly Diagnosis[]): readonly string[] {
  return [
    '',
    ...adviceOn(diagnoses, ['scan'], 'a complete scan needs this statement in a policy of the caller:'),
    ...adviceOn(
      diagnoses,
      ['organization'],
      auditor === undefined
        ? 'control policies are read with this statement, in the management account or a delegated administrator:'
        : 'control policies are read with this statement for whoever assumes the role, in the management account or a delegated administrator:',
    ),
    ...adviceOn(diagnoses, ['reread'], 'no scan needs it; a deployment follows up events with this statement:'),
    ...adviceOn(diagnoses, ['who'], 'no scan needs it; `ecr-drift who` says who made a change with this statement:'),
    ...(missingOf(diagnoses, ['scan']).length === 0 ? ['everything that a complete scan needs is allowed'] : []),
  ];
}

/** INVARIANT: whether regions can be listed is asked before what could stand in for it. */
function resultOf(diagnosis: Diagnosis, all: readonly Diagnosis[]): string {
  if (diagnosis.kind === 'ok') return 'ok';
  const { code } = diagnosis.error;
  const isSpare =
    PERMISSIONS[diagnosis.api].need === 'fallback' && all.some(({ api, kind }) => api === 'account:ListRegions' && kind === 'ok');
  const note = isSpare ? ', not needed' : '';
  return diagnosis.kind === 'denied' ? `denied (${code})${note}` : `failed (${code})${note}`;
}

function adviceOn(diagnoses: readonly Diagnosis[], needs: readonly Need[], heading: string): readonly string[] {
  const statements = statementsFor(missingOf(diagnoses, needs).flatMap((each) => (each.kind === 'denied' ? [each.api] : [])));
  return statements.flatMap((statement) => [heading, jsonOf(statement)]);
}

/** What did not answer, of these needs. */
function missingOf(diagnoses: readonly Diagnosis[], needs: readonly Need[]): readonly Diagnosis[] {
  const regionsKnown = diagnoses.some(({ api, kind }) => api === 'ec2:DescribeRegions' && kind === 'ok');
  return diagnoses.filter(({ api, kind }) => {
    if (kind === 'ok' || !needs.includes(PERMISSIONS[api].need)) return false;
    return !(api === 'account:ListRegions' && regionsKnown);
  });
}

function jsonOf(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
