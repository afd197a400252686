// The commands with their options, and what each of them calls.
import { Argument, Command, Option } from 'commander';
import { MOST_LISTED } from '../drift/limits.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import type { PolicyType } from '../prove/read-policy.ts';
import { FIX_FORMATS } from '../report/fix.ts';
import { addAccept, addBaseline, addExcept } from './baseline-program.ts';
import { accessCommand } from './commands/access.ts';
import { alertTestCommand } from './commands/alert.ts';
import { auditCommand } from './commands/audit.ts';
import { type CheckOptions, checkCommand } from './commands/check.ts';
import { completionCommand, SHELLS, type Shell } from './commands/completion.ts';
import type { DoctorOptions } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { type FixOptions, fixCommand } from './commands/fix.ts';
import { type ProveOptions, proveCommand } from './commands/prove.ts';
import { type ShowOptions, showCommand } from './commands/show.ts';
import { simulateCommand } from './commands/simulate.ts';
import type { SnapshotOptions } from './commands/snapshot.ts';
import { print } from './files/output.ts';
import { STANDARD_INPUT } from './files/read-file.ts';
import { withLiveOptions } from './input/live-options.ts';
import type { WhoOptions } from './input/who-question.ts';
import { formatFiles, oneOf, wholeNumber, withAccount, withFilters, withOutput, wordOption } from './options.ts';
import { now } from './process/clock.ts';
import { type CommandOutcome, Failure } from './process/failure.ts';
import { VERSION } from './process/version.ts';

const THRESHOLDS: readonly (Severity | 'never')[] = [...SEVERITIES, 'never'];

const POLICY_TYPES: readonly PolicyType[] = ['identity', 'resource'];
const PLAIN_FORMATS: readonly ('text' | 'json')[] = ['text', 'json'];

/** The commands with their options. The command that runs leaves its exit status in `outcome`. */
export function program(outcome: CommandOutcome): Command {
  const root = new Command('ecr-drift')
    .description('Who can pull, push and administer each ECR repository, is that what you intended, and what changed?')
    .version(VERSION)
    .option('--debug', 'print stack traces')
    .option('--no-color', 'print without colours, as NO_COLOR does; FORCE_COLOR prints them also where no terminal is')
    .showSuggestionAfterError(true)
    .addHelpText('after', HELP);
  for (const add of COMMANDS) add(root, outcome);
  root.hook('preAction', (_, command) => refuseEmpty(command));
  for (const command of commandsBelow(root)) command.exitOverride().configureOutput({ writeOut: print, writeErr: () => undefined });
  return root;
}

/** An option that is given and empty is a variable of a script that nobody has set. */
function refuseEmpty(command: Command): void {
  const values: Readonly<Record<string, unknown>> = command.opts();
  const empty = command.options.find((option) => [values[option.attributeName()]].flat().includes(''));
  if (empty) throw new Failure(`${empty.long ?? empty.flags} is empty: give it a value, or leave it out`);
}

const COMMANDS = [
  addAudit,
  addCheck,
  addAccess,
  addExplain,
  addShow,
  addFix,
  addWho,
  addSnapshot,
  addDoctor,
  addBaseline,
  addAccept,
  addExcept,
  addAlert,
  addSimulate,
  addProve,
  addCompletion,
];

/** A command and all that are below it. */
export function commandsBelow(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(commandsBelow)];
}

const HELP = `
Exit status:
  0  done, nothing at or above --fail-on
  1  the command could not do its work
  2  drift at or above --fail-on
  3  something was not read, and nothing worse was found`;

function addAudit(root: Command, outcome: CommandOutcome): void {
  withFilters(
    withAccount(withOutput(root.command('audit').description('compare effective access with the baseline and report drift'), 'audit')),
  )
    .option('--baseline <path>', 'the desired state: a YAML file or a folder of them')
    .addOption(wordOption('--fail-on <severity>', 'exit with 2 at this severity or above', THRESHOLDS).default('high'))
    .option('--state <folder>', 'follow findings from run to run in this folder')
    .option('--most <number>', 'list about so many single accesses', wholeNumber, MOST_LISTED)
    .option('--verbose', 'show every cause with its proof, its change and the commands')
    .addOption(new Option('--summary', 'show only what it adds up to').conflicts('verbose'))
    .option('--open', 'show the result as a page in a browser')
    .action(async (options: Omit<Parameters<typeof auditCommand>[0], 'now'>) => {
      outcome.exit = await auditCommand({ ...options, now: now() });
    });
}

function addCheck(root: Command, outcome: CommandOutcome): void {
  withAccount(
    withOutput(root.command('check').description('show what access a proposed change would give and take, before it is made'), 'check'),
  )
    .option('--terraform <plan.json>', 'propose a plan: what `terraform show -json` prints of one', repeated)
    .option(
      '--terraform-source <folder>',
      'the configuration that the plan was made of: expressions that a plan leaves out are read there',
      repeated,
    )
    .option('--cloudformation <template>', 'propose a CloudFormation template, JSON or YAML, such as one of a CDK assembly', repeated)
    .option('--parameters <file>', 'its parameters: a file, or Key=Value, as often as needed', repeated)
    .option('--previous <template>', 'the template before it: what it has and the new one lacks is taken away', repeated)
    .option('--repository-policy <name[@region]=file>', 'propose a repository policy; =none takes it away', repeated)
    .option('--registry-policy <region=file>', 'propose a registry policy; =none takes it away', repeated)
    .option(
      '--identity-policy <arn#name=file>',
      'propose an inline policy of a user, role or group, or the document of a managed policy',
      repeated,
    )
    .option('--region <region>', 'where a resource belongs that says no region, if the account is in several')
    .option('--baseline <path>', 'the desired state: a YAML file or a folder of them')
    .addOption(
      wordOption('--fail-on <severity>', 'exit with 2 if the change opens something of this severity or above', THRESHOLDS).default('high'),
    )
    .option('--also <format=file>', 'write the result to a file in one more format', formatFiles('check'))
    .option('--base <place>', 'the last snapshot of a deployment: s3://bucket/snapshots/account/latest, or latest with --deployment')
    .option('--deployment <name>', 'the deployment whose last snapshot of this account is the base')
    .action(async (options: Omit<CheckOptions, 'now'>) => {
      outcome.exit = await checkCommand({ ...options, now: now() });
    });
}

/** An option that is given several times. */
function repeated(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function addAccess(root: Command, outcome: CommandOutcome): void {
  withAccount(withOutput(root.command('access').description('show who can do what'), 'access'))
    .option('--repository <name>', 'only this repository: who can')
    .option('--principal <arn>', 'only this principal: what can it do')
    .option('--region <region>', 'only this region')
    .action(async (options: Parameters<typeof accessCommand>[0]) => {
      outcome.exit = await accessCommand(options);
    });
}

function addExplain(root: Command, outcome: CommandOutcome): void {
  withAccount(withOutput(root.command('explain').description('show why a principal can or cannot do something, layer by layer'), 'explain'))
    .requiredOption('--principal <arn>', 'an ARN, account:..., org:..., ou:..., service:... or *')
    .requiredOption('--repository <name>', 'a repository of the snapshot')
    .requiredOption('--action <action>', 'an ECR action or a capability such as pull')
    .option('--region <region>', 'where the repository is, if it is in several regions')
    .action(async (options: Parameters<typeof explainCommand>[0]) => {
      outcome.exit = await explainCommand(options);
    });
}

function addFix(root: Command, outcome: CommandOutcome): void {
  withAccount(
    root.command('fix').description('work out what ends a finding, or all findings of a cause: the change, and the commands for it'),
  )
    .argument('<id>', 'ecrd-... or ecrc-... of an audit, or its beginning')
    .option('--baseline <path>', 'the desired state that the audit had: a YAML file or a folder of them')
    .option('--state <folder>', 'the folder in which findings are followed; it is only read')
    .addOption(wordOption('--format <format>', `${FIX_FORMATS.join(' or ')} (default: ${FIX_FORMATS[0]})`, FIX_FORMATS))
    .option('--output <file>', 'write the result to a file, as JSON unless --format says otherwise')
    .action(async (id: string, options: Omit<FixOptions, 'id'>) => {
      outcome.exit = await fixCommand({ ...options, id });
    });
}

function addShow(root: Command, outcome: CommandOutcome): void {
  withAccount(root.command('show').description('show one cause or finding in whole: what proves it, what may come of it, what ends it'))
    .argument('<id>', 'the id of a table, ecrc-... or ecrd-... of an audit, or its beginning')
    .option('--audit <file>', 'an audit that was saved as JSON, instead of auditing again')
    .option('--baseline <path>', 'the desired state that the audit had: a YAML file or a folder of them')
    .option('--state <folder>', 'the folder in which findings are followed; it is only read')
    .action(async (id: string, options: Omit<ShowOptions, 'id'>) => {
      outcome.exit = await showCommand({ ...options, id });
    });
}

function addWho(root: Command, outcome: CommandOutcome): void {
  withAccount(
    root.command('who').description('say who wrote the policies behind a finding or a repository, as far as CloudTrail remembers: 90 days'),
  )
    .argument('[id]', 'ecrd-... or ecrc-... of an audit, or its beginning')
    .option('--baseline <path>', 'the desired state that the audit had: a YAML file or a folder of them')
    .option('--state <folder>', 'the folder in which findings are followed; it is only read')
    .option('--repository <name>', 'instead of an id: a repository, which need not be there any more')
    .option('--principal <arn>', 'with --repository: the policies of this user or role too')
    .option('--region <region>', 'with --repository: where it is (default: --regions, or the region at hand)')
    .option('--since <time>', 'from when on: 7d, 2026-11-01, or an RFC 3339 instant')
    .addOption(wordOption('--format <format>', 'text or json', PLAIN_FORMATS).default('text'))
    .action(async (id: string | undefined, options: Omit<WhoOptions, 'id' | 'now'>) => {
      const { whoCommand } = await import('./commands/who.ts');
      outcome.exit = await whoCommand({ ...options, id, now: now() });
    });
}

function addCompletion(root: Command, outcome: CommandOutcome): void {
  root
    .command('completion')
    .description('print the script with which a shell completes commands and options')
    .addArgument(new Argument('<shell>', SHELLS.join(', ')).choices(SHELLS).argParser(oneOf(SHELLS)))
    .action((shell: Shell) => {
      outcome.exit = completionCommand(shell, root);
    });
}

function addSnapshot(root: Command, outcome: CommandOutcome): void {
  withLiveOptions(root.command('snapshot').description('save what AWS says about the live account'))
    .requiredOption('--output <file>', 'where to: .json or .json.gz; - is standard output')
    .action(async (options: SnapshotOptions) => {
      const { snapshotCommand } = await import('./commands/snapshot.ts');
      outcome.exit = await snapshotCommand(options);
    });
}

function addDoctor(root: Command, outcome: CommandOutcome): void {
  withLiveOptions(root.command('doctor').description('show which permissions a scan has, and the statements that are missing'))
    .option('--policy', 'only print the policy that a scan needs')
    .option('--deployment <name>', 'say whether a deployment has what it needs: its stack, or one of its functions')
    .action(async (options: DoctorOptions) => {
      const { doctorCommand } = await import('./commands/doctor.ts');
      outcome.exit = await doctorCommand(options);
    });
}

function addSimulate(root: Command, outcome: CommandOutcome): void {
  root
    .command('simulate')
    .description('decide authorization scenarios: a JSON object, a JSON array, or JSON Lines')
    .argument('[file]', 'the scenarios; - is standard input', STANDARD_INPUT)
    .option('--output <file>', 'write the decisions to a file')
    .action(async (file: string, { output }: { readonly output?: string }) => {
      outcome.exit = await simulateCommand({ file, output });
    });
}

function addProve(root: Command, outcome: CommandOutcome): void {
  root
    .command('prove')
    .description('prove what a policy does not allow, or show a request that it does: 0 it is proved, 2 it is not')
    .requiredOption('--policy <file>', 'the policy, of an identity or of a resource of any service; - is standard input')
    .option('--implies <file>', 'everything that it allows, the policy in this file allows too')
    .option('--never <words...>', 'it never allows ACTION on RESOURCE [by PRINCIPAL]: the first two may have wildcards')
    .option('--not-public', 'it lets nobody in whom neither a principal nor a condition names')
    .addOption(wordOption('--type <type>', 'what the policy is attached to (default: as it names principals or not)', POLICY_TYPES))
    .addOption(wordOption('--format <format>', 'text or json', PLAIN_FORMATS).default('text'))
    .action((options: ProveOptions) => {
      outcome.exit = proveCommand(options);
    });
}

function addAlert(root: Command, outcome: CommandOutcome): void {
  root
    .command('alert')
    .description('what a deployed auditor tells people')
    .command('test')
    .description('let the deployed auditor send a test alert down the way of every real one')
    .requiredOption('--function <name>', 'its audit function, such as ecr-drift-prod-audit')
    .action(async (options: Parameters<typeof alertTestCommand>[0]) => {
      outcome.exit = await alertTestCommand(options);
    });
}
