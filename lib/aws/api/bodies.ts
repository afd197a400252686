// Looks at the body of every answer before the SDK reads it: what the SDK would read, and lose something of, is no answer.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { repeatedKey } from '../../snapshot/problem.ts';
import { OddBody } from './call-error.ts';
import { xmlOddity } from './xml-shape.ts';

type Next<Args, Result> = (args: Args) => Promise<Result>;
type Middleware = <Args, Result>(next: Next<Args, Result>) => Next<Args, Result>;

/** The part of an SDK client that takes middleware. */
export interface Reading {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { name: string; step: 'deserialize'; priority: 'low' }): void;
  };
}

/** Gives `client` back, with each body looked at: once it is here, and before it is read. */
export function strict<C extends Reading>(client: C): C {
  const middleware: Middleware = (next) => async (args) => {
    const result = await next(args);
    const response = responseIn(result);
    // The SDK reads errors as they are: whatever is odd about one, it is an error.
    if (response === undefined || response.statusCode >= 300 || !(response.body instanceof Readable)) return result;
    const bytes = await buffer(response.body);
    response.body = bytes;
    const oddity = oddityOf(bytes.toString());
    if (oddity !== undefined) throw new OddBody(oddity);
    return result;
  };
  client.middlewareStack.add(middleware, { name: 'ecrDriftBodies', step: 'deserialize', priority: 'low' });
  return client;
}

/** What is neither XML nor a JSON object the SDK does not read. */
function oddityOf(text: string): string | undefined {
  const start = text.trimStart();
  if (start.startsWith('<')) return xmlOddity(text);
  return start.startsWith('{') ? repeatedKey(text) : undefined;
}

interface Response {
  readonly statusCode: number;
  body: unknown;
}

function responseIn(result: unknown): Response | undefined {
  if (typeof result !== 'object' || result === null || !('response' in result)) return undefined;
  const { response } = result;
  // INVARIANT: what has both is the SDK's own response, whose body is there to be replaced.
  return typeof response === 'object' && response !== null && 'statusCode' in response && 'body' in response
    ? (response as Response)
    : undefined;
}
