// argv to exit status: the commands of lib/cli/program.ts, and one line for whatever goes wrong.
import { type Command, CommanderError } from 'commander';
import { quoted } from '../text/quote.ts';
import { didYouMean } from '../text/suggest.ts';
import { complain } from './files/output.ts';
import { type CommandOutcome, EXIT, type Exit, Failure } from './process/failure.ts';
import { commandsBelow, program } from './program.ts';

async function run(argv: readonly string[]): Promise<Exit> {
  const outcome: CommandOutcome = { exit: EXIT.done };
  const root = program(outcome);
  try {
    await root.parseAsync(argv);
    return outcome.exit;
  } catch (error) {
    return failed(error, argv, root);
  }
}

function failed(error: unknown, argv: readonly string[], root: Command): Exit {
  // --help and --version end this way too.
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  for (const line of firstOf(reasonsOf(error, argv, root))) complain(line);
  if (argv.includes('--debug') && error instanceof Error) for (const line of (error.stack ?? '').split('\n')) complain(line);
  return EXIT.failed;
}

const MOST_REASONS = 10;

function firstOf(reasons: readonly string[]): readonly string[] {
  const more = reasons.length - MOST_REASONS;
  return more > 0 ? [...reasons.slice(0, MOST_REASONS), `and ${more} more`] : reasons;
}

function reasonsOf(error: unknown, argv: readonly string[], root: Command): readonly string[] {
  if (error instanceof Failure) return error.reasons;
  if (!(error instanceof CommanderError)) return [`this is a bug in ecr-drift: ${error instanceof Error ? error.message : String(error)}`];
  if (error.code === 'commander.help') return [`no command given: use ${namesOf(groupIn(argv, root))}; see ecr-drift --help`];
  // What is missing may be there under a mistyped name, which commander has not come to yet.
  const unknown = error.code === 'commander.missingMandatoryOptionValue' ? unknownOption(argv, root) : undefined;
  if (unknown !== undefined) return [`unknown option ${unknown}; see ecr-drift --help`];
  return [`${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}; see ecr-drift --help`];
}

/** The command that stands for several and was given without one of them, or the program itself. */
function groupIn(argv: readonly string[], root: Command): Command {
  return root.commands.find((command) => command.commands.length > 0 && argv.includes(command.name())) ?? root;
}

function namesOf({ commands }: Command): string {
  return commands.map((command) => command.name()).join(', ');
}

/** The first option that no command has, with what it may have meant. */
function unknownOption(argv: readonly string[], root: Command): string | undefined {
  const known = ['--help', '--version', ...commandsBelow(root).flatMap(({ options }) => options.flatMap(({ long }) => long ?? []))];
  const unknown = argv.find((word) => word.startsWith('--') && word.length > 2 && !known.includes(word.split('=')[0] ?? ''));
  return unknown && `${quoted(unknown)}${didYouMean(unknown, known)}`;
}

process.exitCode = await run(process.argv);
