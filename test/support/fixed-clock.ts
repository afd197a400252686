// Loaded before a program (`--import`): for it, it is always the time that ECR_DRIFT_TEST_TIME says.
const time = Date.parse(process.env['ECR_DRIFT_TEST_TIME'] ?? '');
if (Number.isNaN(time)) throw new Error('ECR_DRIFT_TEST_TIME is no time');

globalThis.Date = new Proxy(Date, {
  construct: (target, args: ConstructorParameters<typeof Date> | []) => (args.length === 0 ? new target(time) : new target(...args)),
  get: (target, name, receiver): unknown => (name === 'now' ? () => time : Reflect.get(target, name, receiver)),
});
