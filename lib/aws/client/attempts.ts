// Every attempt of a client, retries included, waits for its turn and is counted.
import type { Pace } from './pace.ts';
import type { Tally } from './tally.ts';

type Next<Args, Result> = (args: Args) => Promise<Result>;
type Middleware = <Args, Result>(next: Next<Args, Result>, context: object) => Next<Args, Result>;

/** The part of an SDK client that takes middleware. */
interface Stacked {
  readonly middlewareStack: {
    addRelativeTo(middleware: Middleware, options: { name: string; relation: 'after'; toMiddleware: string }): void;
  };
}

export interface AttemptOptions {
  /** `ecr` of `ecr:DescribeRepositories`. */
  readonly service: string;
  readonly pace: Pace;
  readonly tally: Tally;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Gives `client` back, with each of its attempts paced and counted. */
export function watched<C extends Stacked>(client: C, { service, pace, tally, signal, now }: AttemptOptions): C {
  const middleware: Middleware = (next, context) => {
    const api = `${service}:${operationOf(context)}`;
    let attempts = 0;
    return async (args) => {
      await pace.turn(signal);
      tally.attempt(api);
      if (attempts > 0) tally.retry(api);
      attempts += 1;
      const started = now();
      try {
        return await next(args);
      } finally {
        pace.took(now() - started);
      }
    };
  };
  // Inside of the retries, and before the signature, which is only good for a while.
  client.middlewareStack.addRelativeTo(middleware, { name: 'ecrDriftAttempts', relation: 'after', toMiddleware: 'retryMiddleware' });
  return client;
}

/** `DescribeRepositories` of the SDK's `DescribeRepositoriesCommand`. */
function operationOf(context: object): string {
  const name = 'commandName' in context ? String(context.commandName) : 'UnknownCommand';
  return name.endsWith('Command') ? name.slice(0, -'Command'.length) : name;
}
