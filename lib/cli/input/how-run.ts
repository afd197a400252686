// How this program was called, so that the commands that it prints work as they are pasted.

/** `npx ecr-drift` where npm runs it, which puts it on no path; else `ecr-drift`. */
export function programName(env: Readonly<Record<string, string | undefined>>): string {
  return env['npm_lifecycle_event'] === undefined ? 'ecr-drift' : 'npx ecr-drift';
}
