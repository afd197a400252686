// AWS X-Ray; a file of its own beside each function, because it takes longer to load than most of them.
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import type { MiddlewareObj } from '@middy/core';

/** Passes each invocation on to X-Ray, without what it answers. */
export function tracer(): MiddlewareObj {
  return captureLambdaHandler(new Tracer(), { captureResponse: false });
}
