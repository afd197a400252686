// Shows a file in the program that the machine shows such files with.
import { spawn } from 'node:child_process';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [command: string, ...options: string[]]>>> = {
  darwin: ['open'],
  // `start` takes the first quoted word for a title.
  win32: ['cmd', '/c', 'start', ''],
};

/** Whether somebody took the file; nobody waits for what becomes of it. */
export function openFile(path: string): Promise<boolean> {
  const [command, ...options] = OPENERS[process.platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const child = spawn(command, [...options, path], { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
