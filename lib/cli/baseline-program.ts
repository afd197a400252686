// The commands that write, compare and publish a baseline, with their options.
import type { Command } from 'commander';
import { acceptCommand, exceptCommand, findingsIn } from './commands/accept.ts';
import { captureCommand, diffCommand, lintCommand } from './commands/baseline.ts';
import { publishCommand } from './commands/publish.ts';
import { type AccountOptions, readAccount } from './input/read-account.ts';
import { DEFAULT_BASELINE, listed, withAccount, withTerms, wordOption } from './options.ts';
import { now } from './process/clock.ts';
import type { CommandOutcome } from './process/failure.ts';

const CAPTURES: readonly ('rules' | 'lock')[] = ['rules', 'lock'];

/** `baseline`, and what is below it. */
export function addBaseline(root: Command, outcome: CommandOutcome): void {
  const baseline = root.command('baseline').description('capture, check, compare and publish the desired state');
  withAccount(baseline.command('capture').description('write what everybody may do now as a baseline'))
    .addOption(wordOption('--as <what>', 'rules, which people read and tighten, or a lock of every grant', CAPTURES).default('rules'))
    .option(
      '--output <path>',
      'a file, or a folder (a name without an ending) for captured.yaml or access.lock.jsonl (default: standard output)',
    )
    .option('--no-require', 'rules allow what there is, and require none of it')
    .option('--allow-partial', 'of an incomplete scan, capture the regions that were read completely', false)
    .action(async (options: Parameters<typeof captureCommand>[1] & AccountOptions) => {
      outcome.exit = captureCommand(await readAccount(options), options);
    });
  baseline
    .command('lint')
    .description('say what is wrong with a baseline, and what could be better')
    .argument('[path]', 'a file or a folder', DEFAULT_BASELINE)
    .option('--snapshot <file>', 'a saved snapshot: also say what in the baseline means nothing there, and what exceptions accept')
    .action((path: string, { snapshot }: { readonly snapshot?: string }) => {
      outcome.exit = lintCommand({ path, snapshot, now: now() });
    });
  baseline
    .command('diff')
    .description('say as Markdown what a baseline means that another does not')
    .argument('<before>', 'a file or a folder')
    .argument('<after>', 'a file or a folder')
    .option('--output <file>', 'write it to a file')
    .action((before: string, after: string, { output }: { readonly output?: string }) => {
      outcome.exit = diffCommand({ before, after, output });
    });
  baseline
    .command('publish')
    .description('check a baseline and write it as one S3 object, for functions that read it there')
    .argument('<url>', 's3://bucket/key')
    .option('--baseline <path>', 'a file or a folder', DEFAULT_BASELINE)
    .action(async (url: string, { baseline: path }: { readonly baseline: string }) => {
      outcome.exit = await publishCommand({ path, url });
    });
}

/** `accept`, of one finding. */
export function addAccept(root: Command, outcome: CommandOutcome): void {
  withTerms(root.command('accept').description('accept one finding for a time: writes an exception into the baseline'))
    .argument('<finding>', 'the id of the finding, ecrd-...')
    .option('--state <folder>', 'the folder in which findings are followed')
    .option('--audit <file>', 'an audit that was saved as JSON')
    .option('--snapshot <file>', 'a saved snapshot, which is audited again')
    .action((finding: string, options: Omit<Parameters<typeof acceptCommand>[0], 'finding' | 'now'> & Parameters<typeof findingsIn>[0]) => {
      outcome.exit = acceptCommand({ ...options, finding, now: now() }, findingsIn(options));
    });
}

/** `except`, of whatever a selector means. */
export function addExcept(root: Command, outcome: CommandOutcome): void {
  withTerms(root.command('except').description('accept whatever a selector means for a time: writes an exception into the baseline'))
    .option('--code <code>', 'the code of the findings, ECRD-...')
    .option('--repositories <globs>', 'repositories, separated by commas', listed, [])
    .option('--principals <selectors>', 'principals, separated by commas', listed, [])
    .option('--capabilities <words>', 'capabilities or actions, separated by commas', listed, [])
    .action((options: Omit<Parameters<typeof exceptCommand>[0], 'now'>) => {
      outcome.exit = exceptCommand({ ...options, now: now() });
    });
}
