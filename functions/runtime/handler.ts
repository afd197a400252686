// The one middleware stack. A handler supplies what it accepts and what it does; failures are thrown, never returned.
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type * as z from 'zod';
import { problemOf } from '../../lib/text/problem.ts';
import { traced } from './tracing.ts';

export const logger = new Logger();
export const metrics = new Metrics();

/** What a handler knows of its own invocation. */
export interface LambdaInvocation {
  readonly requestId: string;
  /** Milliseconds since the epoch: when Lambda ends the function. */
  readonly deadline: number;
}

/** A Lambda handler that runs `run` on events that fit `schema`; others are refused with one line. */
export function lambda<S extends z.ZodType, R>(schema: S, run: (event: z.output<S>, invocation: LambdaInvocation) => Promise<R>) {
  return middy()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(traced())
    .use(logMetrics(metrics, { captureColdStartMetric: true }))
    .handler((event: unknown, context) =>
      run(eventOf(schema, event), { requestId: context.awsRequestId, deadline: Date.now() + context.getRemainingTimeInMillis() }),
    );
}

function eventOf<S extends z.ZodType>(schema: S, event: unknown): z.output<S> {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new Error(`event: ${problemOf(parsed.error, event, [])}`);
}
