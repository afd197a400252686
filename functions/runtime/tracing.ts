// Tracing, which is loaded only where it is on.
import type { MiddlewareObj } from '@middy/core';

/** What passes an invocation on to the tracer; nothing where tracing is off. */
export function traced(): MiddlewareObj[] {
  if (process.env['POWERTOOLS_TRACE_ENABLED'] !== 'true') return [];
  const loaded = import('./tracer.ts').then(({ tracer }) => tracer());
  return [
    {
      before: async (request) => (await loaded).before?.(request),
      after: async (request) => (await loaded).after?.(request),
      onError: async (request) => (await loaded).onError?.(request),
    },
  ];
}
