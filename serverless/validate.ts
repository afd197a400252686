// Whether a deployment makes sense, before anything is built or deployed; all that is wrong with it at once.
import { partitionOf } from '../lib/model/regions.ts';
import { quoted, visible } from '../lib/text/quote.ts';
import { type Given, readDeployFile, readParams } from './deploy-file.ts';
import { PARAMETER_NAMES, PARAMETERS, type Parameter, problemsOf, type Values, wordsOf } from './parameters.ts';
import { readSchedule } from './schedule.ts';
import { region as regionCheck } from './words.ts';

export interface Wanted {
  /** The name of the service: what every name begins with. */
  readonly service: string;
  readonly stage: string;
  /** What --region or the environment say; a parameter comes between the two. */
  readonly region: { readonly option: string | undefined; readonly environment: string | undefined };
  /** The text of deploy.yml. */
  readonly file: string;
  /** `name=value`, as often as --param was given. */
  readonly params: readonly string[];
  readonly now: Date;
}

export interface Deployment {
  readonly values: Values;
  /** One line each; none where the deployment makes sense. */
  readonly problems: readonly string[];
}

/** What is deployed: the defaults, then deploy.yml, then its part for the stage, then --param. */
export function validateDeployment({ service, stage, region, file, params, now }: Wanted): Deployment {
  const read = readDeployFile(file);
  const line = readParams(params);
  const staged = [...read.given.stages.values()].flat();
  const given = [...read.given.everywhere, ...staged, ...line.given];
  const wrong = given.flatMap(({ name, value, from }) => problemsOf(name, value, now).map((reason) => `${name}: ${reason} (${from})`));
  const values = merged([...read.given.everywhere, ...(read.given.stages.get(stage) ?? []), ...line.given]);
  const place = region.option ?? (values.region || (region.environment ?? DEFAULT_REGION));
  // A parameter has been checked by itself.
  const where = place === values.region ? [] : regionProblems(place);
  const alone = [...read.problems, ...line.problems, ...wrong];
  const bad = new Set(PARAMETER_NAMES.filter((name) => problemsOf(name, values[name], now).length > 0));
  return { values, problems: [...alone, ...where, ...stageProblems({ service, stage, place }), ...together({ values, place, now, bad })] };
}

const DEFAULT_REGION = 'us-east-1';

function merged(given: readonly Given[]): Values {
  const usual = PARAMETER_NAMES.map((name) => [name, PARAMETERS[name].default] as const);
  // INVARIANT: every parameter has a default.
  return Object.fromEntries([...usual, ...given.map(({ name, value }) => [name, value] as const)]) as Values;
}

interface Place {
  readonly service: string;
  readonly stage: string;
  readonly place: string;
}

const LONGEST_BUCKET = 63;
const LONGEST_ROLE = 64;

function regionProblems(place: string): readonly string[] {
  const wrong = regionCheck(place, new Date(0));
  return wrong === undefined ? [] : [`region: ${wrong} (--region or AWS_REGION)`];
}

/** Every name holds the service and the stage; that of the bucket is the shortest that AWS takes, then those of the roles. */
function stageProblems({ service, stage, place }: Place): readonly string[] {
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(stage))
    return [`stage: ${quoted(stage)} is no name for a bucket: use lower-case letters, digits and hyphens between them (--stage)`];
  const bucket = `${service}-${stage}-${'0'.repeat(12)}-${place}`.length - LONGEST_BUCKET;
  const role = `${service}-${stage}-${place}-schedule`.length - LONGEST_ROLE;
  const over = Math.max(bucket, role);
  return over > 0 ? [`stage: ${quoted(stage)} is ${over} too long for the names of bucket and roles in ${place} (--stage)`] : [];
}

interface Whole {
  readonly values: Values;
  readonly place: string;
  readonly now: Date;
  /** What is wrong by itself, and needs no second line. */
  readonly bad: ReadonlySet<Parameter>;
}

/** What is wrong with values that are right by themselves. */
function together(whole: Whole): readonly string[] {
  return RULES.flatMap(({ about, reason }) => (about.some((name) => whole.bad.has(name)) ? [] : (reason(whole) ?? [])));
}

interface Rule {
  readonly about: readonly Parameter[];
  readonly reason: (whole: Whole) => string | undefined;
}

const RULES: readonly Rule[] = [
  {
    about: ['accounts', 'externalId'],
    reason: ({ values }) => {
      const [other] = wordsOf('accounts', values.accounts).filter((account) => account !== 'this');
      if (other === undefined || values.externalId !== '') return undefined;
      return `externalId: missing, and account ${quoted(other)} is read through a role that asks for one: choose it, and give it to serverless/reader-role.yml too`;
    },
  },
  {
    about: ['slackWebhook', 'slackKey'],
    reason: ({ values: { slackWebhook, slackKey } }) =>
      slackKey !== '' && slackWebhook === '' ? 'slackKey: there is no slackWebhook that could be encrypted under it' : undefined,
  },
  {
    about: ['baseline', 'baselineKey'],
    reason: ({ values: { baseline, baselineKey } }) =>
      baselineKey !== '' && baseline === 'packaged'
        ? 'baselineKey: the packaged baseline is encrypted under no key: use s3://bucket/key'
        : undefined,
  },
  {
    about: ['slackKey'],
    reason: ({ values: { slackKey }, place }) => {
      const at = slackKey.split(':')[3];
      return at === undefined || at === place ? undefined : `slackKey: the key is in ${at}, and the webhook is read in ${place}`;
    },
  },
  { about: ['regions'], reason: ({ values, place }) => foreignRegion(wordsOf('regions', values.regions), place) },
  { about: ['schedule', 'silentHours'], reason: ({ values, now }) => silenceProblem(values, now) },
];

/** Credentials are of one partition, and unknown in every other. */
function foreignRegion(regions: readonly string[], place: string): string | undefined {
  const partition = partitionOf(place);
  const foreign = regions.find((region) => region !== 'all' && partition !== undefined && partitionOf(region) !== partition);
  return foreign === undefined ? undefined : `regions: ${quoted(foreign)} is in another partition than ${place}, where this is deployed`;
}

function silenceProblem({ schedule, silentHours }: Values, now: Date): string | undefined {
  const read = readSchedule(schedule, now);
  if (read.kind === 'problem') return undefined;
  if (read.hours === undefined)
    return silentHours === 'auto' ? 'silentHours: the schedule comes only once, so say after how many hours an alarm is due' : undefined;
  return silentHours !== 'auto' && Number(silentHours) <= read.hours
    ? `silentHours: ${quoted(silentHours)} is not more than the ${Math.ceil(read.hours)} hours between two audits of ${quoted(schedule)}`
    : undefined;
}

const MOST_LINES = 10;

/** The first ten problems, a line each, and how many more there are. */
export function linesOf(problems: readonly string[]): string {
  const more = problems.length - MOST_LINES;
  return [...problems.slice(0, MOST_LINES).map(visible), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
