// Calls a handler as Lambda does.

type Handler = (event: unknown, context: object) => Promise<unknown>;

/** What the handler returns; `remaining` is how much of its time is left, in milliseconds. */
export async function invoke<T>(handler: unknown, event: unknown, remaining = 600_000): Promise<T> {
  // INVARIANT: handlers check the event by themselves, and tests name what they expect.
  return (await (handler as Handler)(event, contextWith(remaining))) as T;
}

function contextWith(remaining: number): object {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'ecr-drift-test',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:ecr-drift-test',
    memoryLimitInMB: '1024',
    awsRequestId: '11111111-2222-4333-8444-555555555555',
    logGroupName: '/aws/lambda/ecr-drift-test',
    logStreamName: '2026/11/21/[$LATEST]0',
    getRemainingTimeInMillis: () => remaining,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
