// `completion`: the script with which a shell completes commands, options and the words that they take.
import type { Command } from 'commander';
import { bashScript } from '../completion/bash.ts';
import { fishScript } from '../completion/fish.ts';
import { type CommandWords, commandWords } from '../completion/words.ts';
import { zshScript } from '../completion/zsh.ts';
import { print } from '../files/output.ts';
import { EXIT, type Exit } from '../process/failure.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, (commands: readonly CommandWords[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Prints the script for a shell, made from the commands of `root`. */
export function completionCommand(shell: Shell, root: Command): Exit {
  print(SCRIPTS[shell](commandWords(root)));
  return EXIT.done;
}
