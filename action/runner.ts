// What the runner of GitHub reads: lines of the log that are commands, and files of outputs.
import { randomUUID } from 'node:crypto';
import { visible } from '../lib/text/quote.ts';

/** A line that the run shows among its annotations. */
export function annotation(level: 'error' | 'warning' | 'notice', text: string): string {
  return `::${level} title=ecr-drift::${visible(text).replaceAll('%', '%25')}\n`;
}

/** Outputs as the runner reads them: between delimiters that nobody can have written, whatever is in them. */
export function outputText(outputs: Readonly<Record<string, string>>): string {
  return Object.entries(outputs)
    .map(([name, value]) => {
      const delimiter = `end-${randomUUID()}`;
      return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
    })
    .join('');
}

/** Between the two the runner takes no line of the log for a command: names in a snapshot are of anybody's making. */
export function quietLines(): { readonly begin: string; readonly end: string } {
  const word = randomUUID();
  return { begin: `::stop-commands::${word}\n`, end: `::${word}::\n` };
}
