// argv to command to exit status.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import { quoted } from '../text/quote.ts';
import { didYouMean } from '../text/suggest.ts';
import { accessCommand } from './access.ts';
import { auditCommand } from './audit.ts';
import type { DoctorOptions } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { EXIT, type Exit, Failure } from './failure.ts';
import { STANDARD_INPUT } from './files.ts';
import { withLiveOptions } from './live-options.ts';
import { complain, type Format, print } from './output.ts';
import { simulateCommand } from './simulate.ts';
import type { SnapshotOptions } from './snapshot-command.ts';
import { VERSION } from './version.ts';

const FORMATS: readonly Format[] = ['table', 'json'];
const AUDIT_FORMATS: readonly Format[] = [...FORMATS, 'markdown'];
const THRESHOLDS: readonly (Severity | 'never')[] = [...SEVERITIES, 'never'];

let exit: Exit = EXIT.done;

function program(): Command {
  const root = new Command('ecr-drift')
    .description('Who can pull, push and administer each ECR repository, is that what you intended, and what changed?')
    .version(VERSION)
    .option('--debug', 'print stack traces')
    .configureOutput({ writeOut: print, writeErr: () => undefined })
    .showSuggestionAfterError(true)
    .addHelpText('after', HELP);
  addAudit(root);
  addAccess(root);
  addExplain(root);
  addSnapshot(root);
  addDoctor(root);
  addSimulate(root);
  for (const command of [root, ...root.commands]) command.exitOverride().configureOutput({ writeOut: print, writeErr: () => undefined });
  return root;
}

const HELP = `
Exit status:
  0  done, nothing at or above --fail-on
  1  the command could not do its work
  2  drift at or above --fail-on
  3  something was not read, and nothing worse was found`;

function addAudit(root: Command): void {
  withAccount(withOutput(root.command('audit').description('compare effective access with the baseline and report drift'), AUDIT_FORMATS))
    .option('--baseline <path>', 'the desired state: a YAML file or a folder of them')
    .addOption(new Option('--fail-on <severity>', 'exit with 2 at this severity or above').default('high').argParser(oneOf(THRESHOLDS)))
    .option('--state <folder>', 'follow findings from run to run in this folder')
    .action(async (options: Parameters<typeof auditCommand>[0]) => {
      exit = await auditCommand(options);
    });
}

function addAccess(root: Command): void {
  withAccount(withOutput(root.command('access').description('show who can do what')))
    .option('--repository <name>', 'only this repository: who can')
    .option('--principal <arn>', 'only this principal: what can it do')
    .option('--region <region>', 'only this region')
    .action(async (options: Parameters<typeof accessCommand>[0]) => {
      exit = await accessCommand(options);
    });
}

function addExplain(root: Command): void {
  withAccount(withOutput(root.command('explain').description('show why a principal can or cannot do something, layer by layer')))
    .requiredOption('--principal <arn>', 'an ARN, account:..., org:..., ou:..., service:... or *')
    .requiredOption('--repository <name>', 'a repository of the snapshot')
    .requiredOption('--action <action>', 'an ECR action or a capability such as pull')
    .option('--region <region>', 'where the repository is, if it is in several regions')
    .action(async (options: Parameters<typeof explainCommand>[0]) => {
      exit = await explainCommand(options);
    });
}

function addSnapshot(root: Command): void {
  withLiveOptions(root.command('snapshot').description('save what AWS says about the live account'))
    .requiredOption('--output <file>', 'where to: .json or .json.gz; - is standard output')
    .action(async (options: SnapshotOptions) => {
      const { snapshotCommand } = await import('./snapshot-command.ts');
      exit = await snapshotCommand(options);
    });
}

function addDoctor(root: Command): void {
  withLiveOptions(root.command('doctor').description('show which permissions a scan has, and the statements that are missing'))
    .option('--policy', 'only print the policy that a scan needs')
    .action(async (options: DoctorOptions) => {
      const { doctorCommand } = await import('./doctor.ts');
      exit = await doctorCommand(options);
    });
}

function addSimulate(root: Command): void {
  root
    .command('simulate')
    .description('decide authorization scenarios: a JSON object, a JSON array, or JSON Lines')
    .argument('[file]', 'the scenarios; - is standard input', STANDARD_INPUT)
    .option('--output <file>', 'write the decisions to a file')
    .action((file: string, { output }: { readonly output?: string }) => {
      exit = simulateCommand({ file, output });
    });
}

function withOutput(command: Command, formats: readonly Format[] = FORMATS): Command {
  return command
    .addOption(new Option('--format <format>', `${formats.join(' or ')} (default: table)`).argParser(oneOf(formats)))
    .option('--output <file>', 'write the full result to a file, as JSON unless --format says otherwise');
}

/** For the commands that work on an account: a saved one, or the live one. */
function withAccount(command: Command): Command {
  return withLiveOptions(command.option('--snapshot <file>', 'a saved snapshot, .json or .json.gz (default: the live account)'));
}

function oneOf<T extends string>(allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const found = allowed.find((each) => each === text);
    if (found === undefined) throw new InvalidArgumentError(didYouMean(text, allowed).slice(2) || `use ${allowed.join(', ')}`);
    return found;
  };
}

async function run(argv: readonly string[]): Promise<Exit> {
  const root = program();
  try {
    await root.parseAsync(argv);
    return exit;
  } catch (error) {
    return failed(error, argv, root);
  }
}

function failed(error: unknown, argv: readonly string[], root: Command): Exit {
  // --help and --version end this way too.
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  for (const line of reasonsOf(error, argv, root)) complain(line);
  if (argv.includes('--debug') && error instanceof Error) for (const line of (error.stack ?? '').split('\n')) complain(line);
  return EXIT.failed;
}

function reasonsOf(error: unknown, argv: readonly string[], root: Command): readonly string[] {
  if (error instanceof Failure) return error.reasons;
  if (!(error instanceof CommanderError)) return [`this is a bug in ecr-drift: ${error instanceof Error ? error.message : String(error)}`];
  if (error.code === 'commander.help')
    return [`no command given: use ${root.commands.map((command) => command.name()).join(', ')}; see ecr-drift --help`];
  // What is missing may be there under a mistyped name, which commander has not come to yet.
  const unknown = error.code === 'commander.missingMandatoryOptionValue' ? unknownOption(argv, root) : undefined;
  if (unknown !== undefined) return [`unknown option ${unknown}; see ecr-drift --help`];
  return [`${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}; see ecr-drift --help`];
}

/** The first option that no command has, with what it may have meant. */
function unknownOption(argv: readonly string[], root: Command): string | undefined {
  const known = ['--help', '--version', ...[root, ...root.commands].flatMap(({ options }) => options.flatMap(({ long }) => long ?? []))];
  const unknown = argv.find((word) => word.startsWith('--') && word.length > 2 && !known.includes(word.split('=')[0] ?? ''));
  return unknown && `${quoted(unknown)}${didYouMean(unknown, known)}`;
}

process.exitCode = await run(process.argv);
