// `serverless invoke local` where there is no deployment: a function gets what is known, and says itself what it lacks.

/** The part of the framework that reads a function's variables from the stack. */
export interface LocalRun {
  resolveConfiguredEnvVars: (variables: Variables) => Promise<Variables>;
}

type Variables = Readonly<Record<string, unknown>>;

export interface Given {
  /** `NAME=value`, as `-e` was given. */
  readonly env: readonly string[];
  readonly notice: (text: string) => void;
}

/** Asks the stack for nothing that `-e` gives, and leaves out what it cannot say: otherwise the framework ends at the first of them. */
export function withoutDeployment(run: LocalRun, { env, notice }: Given): void {
  const given = new Set(env.map((word) => word.split('=')[0]));
  const resolve = run.resolveConfiguredEnvVars.bind(run);
  run.resolveConfiguredEnvVars = async (variables) => {
    const wanted = Object.entries(variables).filter(([name]) => !given.has(name));
    const answers = await Promise.all(wanted.map(([name, value]) => resolved(resolve, name, value)));
    const unknown = answers.flatMap((answer) => (answer.kind === 'unknown' ? answer : []));
    const [first] = unknown;
    if (first) notice(`not read from the deployment: ${unknown.map(({ name }) => name).join(', ')}: ${first.reason}`);
    return Object.assign({}, ...answers.flatMap((answer) => (answer.kind === 'known' ? answer.variables : [])));
  };
}

type Resolution =
  | { readonly kind: 'known'; readonly variables: Variables }
  | { readonly kind: 'unknown'; readonly name: string; readonly reason: string };

async function resolved(resolve: LocalRun['resolveConfiguredEnvVars'], name: string, value: unknown): Promise<Resolution> {
  try {
    return { kind: 'known', variables: await resolve({ [name]: value }) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no reason is known';
    return { kind: 'unknown', name, reason: reason.replace(/^Could not resolve "\w+" environment variable: /, '') };
  }
}
