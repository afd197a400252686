// The time and zone that a test runs under, for the processes that it starts with an environment of their own.

/** What libfaketime and the C library read. */
const NAMES = /^(?:TZ|LD_PRELOAD|FAKETIME.*)$/;

/** Empty on the machine's own clock. */
export const CLOCK_ENVIRONMENT: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => NAMES.test(entry[0]) && entry[1] !== undefined),
);
