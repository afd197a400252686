// `explain`: why one principal may or may not do something on one repository.
import { prepareAccount } from '../../access/account/account.ts';
import { coverageOf } from '../../access/account/coverage.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { explain } from '../../access/matrix/explain.ts';
import { needsLogin } from '../../access/matrix/grant-of.ts';
import { narrowedTo } from '../../access/matrix/narrowed.ts';
import { actionBit, ECR_ACTIONS } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS, LOGIN } from '../../ecr/capabilities.ts';
import { CAPABILITIES, isCapability } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { bitsOf } from '../../policy/logic/mask.ts';
import { rendered } from '../../report/index.ts';
import { didYouMean } from '../../text/suggest.ts';
import { deliver, type OutputOptions } from '../files/output.ts';
import { checkOutput } from '../files/targets.ts';
import { principalNamed, repositoriesNamed } from '../input/inputs.ts';
import { type AccountOptions, readAccount } from '../input/read-account.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';
import { step } from '../process/steps.ts';

export interface ExplainOptions extends OutputOptions, AccountOptions {
  readonly principal: string;
  readonly repository: string;
  readonly region: string | undefined;
  /** An action with or without `ecr:`, or a capability, which stands for its actions. */
  readonly action: string;
}

/** Why a principal can or cannot do something: every layer with its statements. 3: something that bears on it was not read. */
export async function explainCommand(options: ExplainOptions): Promise<Exit> {
  checkOutput(options.output);
  const account = prepareAccount(await readAccount(options));
  step('working out why');
  const subject = principalNamed(account, options.principal);
  const repositories = repositoriesNamed(account, options);
  const [repository, other] = repositories;
  if (!repository || other)
    throw new Failure(`\`${options.repository}\` is in ${repositories.map(({ region }) => region).join(' and ')}: say which with --region`);
  const explanations = actionsNamed(options.action, subject).map((action) => explain(account, { subject, repository, action }));
  const asked = { repository: (each: Repository) => each === repository, subject: (each: Subject) => each === subject };
  const coverage = coverageOf(narrowedTo(account, options.region === undefined ? asked : { ...asked, region: options.region }));
  const view = {
    account: account.ground.account,
    principal: subject.principal.name,
    region: repository.region,
    repository: repository.name,
    coverage,
    explanations,
  };
  await deliver((format, screen) => rendered('explain', format, view, screen), options);
  return coverage.complete ? EXIT.done : EXIT.incomplete;
}

function actionsNamed(text: string, subject: Subject): readonly number[] {
  if (isCapability(text)) return [...bitsOf(CAPABILITY_ACTIONS[text]), ...(needsLogin(subject, text) ? [LOGIN] : [])];
  const bit = actionBit(text) ?? actionBit(`ecr:${text}`);
  if (bit !== undefined) return [bit];
  throw new Failure(`unknown action \`${text}\`${suggestionFor(text)}`);
}

function suggestionFor(text: string): string {
  return (
    didYouMean(text, [...ECR_ACTIONS, ...CAPABILITIES]) || didYouMean(`ecr:${text}`, ECR_ACTIONS) || ': use an ECR action or a capability'
  );
}
