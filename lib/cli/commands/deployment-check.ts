// A line of `doctor --deployment`.

/** `wrong`: somebody has to do something. `unknown`: AWS would not say. */
export interface DeploymentCheck {
  readonly about: string;
  readonly result: 'ok' | 'off' | 'wrong' | 'unknown';
  readonly detail: string;
}

/** The line of a refusal, with what allows the question. */
export function unknown(about: string, code: string, actions: string): DeploymentCheck {
  return { about, result: 'unknown', detail: `AWS would not say (${code}): allow ${actions}` };
}
