// The parameters of a deployment: what each is when nobody gives it, and what it may be.
import * as words from './words.ts';

interface Rule {
  /** Empty: nothing. */
  readonly default: string;
  readonly check: words.Check;
  /** `list`: words with commas between them, or a list of YAML; `number`: YAML needs no quotes. */
  readonly form: 'text' | 'list' | 'number';
}

export const PARAMETERS = {
  region: { default: '', check: words.region, form: 'text' },
  email: { default: '', check: words.address, form: 'text' },
  alarmEmail: { default: '', check: words.address, form: 'text' },
  slackWebhook: { default: '', check: words.webhookPlace, form: 'text' },
  slackKey: { default: '', check: words.keyArn, form: 'text' },
  chat: { default: 'off', check: words.onOrOff, form: 'text' },
  schedule: { default: 'rate(1 day)', check: words.schedule, form: 'text' },
  timezone: { default: 'UTC', check: words.timezone, form: 'text' },
  silentHours: { default: 'auto', check: words.hours, form: 'number' },
  events: { default: 'on', check: words.onOrOff, form: 'text' },
  attribution: { default: 'events', check: words.attribution, form: 'text' },
  regions: { default: 'all', check: (word, now) => (word === 'all' ? undefined : words.region(word, now)), form: 'list' },
  accounts: { default: 'this', check: words.account, form: 'list' },
  readerRole: { default: 'ecr-drift-reader', check: words.roleName, form: 'text' },
  externalId: { default: '', check: words.externalId, form: 'text' },
  baseline: { default: 'packaged', check: words.baselinePlace, form: 'text' },
  baselineKey: { default: '', check: words.keyArn, form: 'text' },
  securityHub: { default: 'off', check: words.onOrOff, form: 'text' },
  minimumSeverity: { default: 'low', check: words.severity, form: 'text' },
  logRetention: { default: '30', check: words.retention, form: 'number' },
  accessLogs: { default: '', check: words.bucketName, form: 'text' },
  tracing: { default: 'off', check: words.onOrOff, form: 'text' },
} as const satisfies Readonly<Record<string, Rule>>;

export type Parameter = keyof typeof PARAMETERS;
export type Values = Readonly<Record<Parameter, string>>;

// INVARIANT: an object literal has the keys of its type.
export const PARAMETER_NAMES = Object.keys(PARAMETERS) as readonly Parameter[];

export function isParameter(name: string): name is Parameter {
  return Object.hasOwn(PARAMETERS, name);
}

export function ruleOf(name: Parameter): Rule {
  return PARAMETERS[name];
}

/** The words of a value: a list has commas between them. */
export function wordsOf(name: Parameter, value: string): readonly string[] {
  return ruleOf(name).form === 'list' ? value.split(',').map((word) => word.trim()) : [value];
}

/** Everything that is wrong with one value; nothing is wrong with a parameter that is empty by default and stays so. */
export function problemsOf(name: Parameter, value: string, now: Date): readonly string[] {
  const { default: usual, check } = ruleOf(name);
  if (value === '' && usual === '') return [];
  const all = wordsOf(name, value);
  const wrong = all.flatMap((word) => (word === '' ? 'a part is empty' : (check(word, now) ?? [])));
  const twice = all.filter((word, at) => word !== '' && all.indexOf(word) < at).map((word) => `\`${word}\` is there twice`);
  const mixed = all.length > 1 && all.includes('all') ? ['`all` stands alone'] : [];
  return [...new Set([...wrong, ...twice, ...mixed])];
}
