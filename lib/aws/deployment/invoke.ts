// One synchronous call of a deployed function.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

export type Invocation = { readonly kind: 'answer'; readonly value: unknown } | { readonly kind: 'failed'; readonly reason: string };

/** `failed`: the function itself did. Rejects with the SDK's error where it could not be called. */
export async function invoke(functionName: string, event: object): Promise<Invocation> {
  const client = new LambdaClient({});
  try {
    const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }));
    const text = new TextDecoder().decode(Payload);
    return FunctionError === undefined ? { kind: 'answer', value: JSON.parse(text) } : { kind: 'failed', reason: messageIn(text) };
  } finally {
    client.destroy();
  }
}

/** What Lambda says of an error: `{"errorType", "errorMessage", "trace"}`. */
function messageIn(text: string): string {
  try {
    const { errorMessage } = JSON.parse(text);
    return String(errorMessage);
  } catch {
    return text;
  }
}
