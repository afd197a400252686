// AWS X-Ray, loaded only where tracing is on: it doubles the time that a function takes to start.
import type { MiddlewareObj } from '@middy/core';

/** What passes an invocation on to the tracer; nothing where tracing is off. */
export function traced(): MiddlewareObj[] {
  if (process.env['POWERTOOLS_TRACE_ENABLED'] !== 'true') return [];
  const loaded = load();
  return [
    {
      before: async (request) => (await loaded).before?.(request),
      after: async (request) => (await loaded).after?.(request),
      onError: async (request) => (await loaded).onError?.(request),
    },
  ];
}

async function load(): Promise<MiddlewareObj> {
  const [{ Tracer }, { captureLambdaHandler }] = await Promise.all([
    import('@aws-lambda-powertools/tracer'),
    import('@aws-lambda-powertools/tracer/middleware'),
  ]);
  return captureLambdaHandler(new Tracer(), { captureResponse: false });
}
