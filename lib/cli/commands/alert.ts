// A test alert from the deployed auditor itself: its role, its topics, its key.
import * as z from 'zod';
import { counted } from '../../text/quote.ts';
import { print } from '../files/output.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';

export interface AlertTestOptions {
  /** The audit function of the deployment. */
  readonly function: string;
}

const tested = z.object({ outcome: z.literal('tested'), sent: z.number() });

/** Lets the deployed audit function send a test alert to all of its topics. Throws a Failure where it does not. */
export async function alertTestCommand({ function: name }: AlertTestOptions): Promise<Exit> {
  // The SDK is loaded only where it is needed: it is most of the time that a command takes to start.
  const { invoke } = await import('../../aws/deployment/invoke.ts');
  const invocation = await asked(name, () => invoke(name, { test: true }));
  if (invocation.kind === 'failed') throw new Failure(`${name} could not send a test alert: ${invocation.reason}; its log says more`);
  const answer = tested.safeParse(invocation.value);
  if (!answer.success) throw new Failure(`\`${name}\` is no audit function of ecr-drift: its name ends with -audit`);
  print(`test alert sent to ${counted(answer.data.sent, 'topic')}\n`);
  return EXIT.done;
}

async function asked<T>(name: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const code = error instanceof Error ? error.name : 'unknown error';
    throw new Failure(`cannot call \`${name}\`: ${code}: ${REASONS.get(code) ?? 'see the AWS documentation'}`, { cause: error });
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ResourceNotFoundException', 'there is no such function here: set AWS_REGION to where it was deployed'],
  ['AccessDeniedException', 'allow lambda:InvokeFunction on it'],
  ['CredentialsProviderError', 'there are no AWS credentials: set a profile or the AWS_* variables'],
  ['ExpiredTokenException', 'the credentials have expired: sign in again'],
]);
