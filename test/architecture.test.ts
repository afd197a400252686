// The dependency rules of lib, and what its parts may not touch; each test title says why.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Rule {
  /** The parts of lib that this part may import, besides itself. */
  readonly may: readonly string[];
  readonly why: string;
}

const PURE = {
  text: { may: [], why: 'reading and matching text knows nothing of AWS' },
  collections: { may: [], why: 'maps and sets know nothing of what is in them' },
  model: { may: [], why: 'the vocabulary depends on nothing' },
  policy: { may: ['model', 'text', 'collections'], why: 'the engine decides about any service and has never heard of a repository' },
  ecr: { may: ['model', 'policy'], why: 'what ECR has of its own is a table for the engine' },
  access: { may: ['model', 'text', 'collections', 'policy', 'ecr'], why: 'what AWS holds becomes a matrix, whatever was intended' },
  scenario: { may: ['model', 'text', 'policy', 'ecr'], why: 'one request goes to the engine, without snapshot or baseline' },
  prove: { may: ['model', 'text', 'policy', 'ecr', 'scenario'], why: 'a policy is judged by itself, whatever holds it' },
  events: { may: ['model', 'text', 'ecr'], why: 'a record of a write says by itself what it touched and who did it, whoever asked for it' },
  snapshot: { may: ['model', 'text', 'collections'], why: 'reading the file does not judge what is in it' },
  scoped: {
    may: ['model', 'text', 'snapshot'],
    why: 'what was read again is laid over what was read before, whoever reads and whatever follows from it',
  },
  baseline: {
    may: ['model', 'text', 'collections', 'policy', 'ecr', 'access'],
    why: 'what is intended is read, written and compared without looking at what is granted, which only a capture does',
  },
  drift: {
    may: ['model', 'text', 'collections', 'policy', 'ecr', 'access', 'baseline'],
    why: 'intent is compared with the matrix, never with AWS',
  },
  checks: {
    may: ['model', 'text', 'collections', 'policy', 'ecr', 'access', 'baseline', 'drift'],
    why: 'what a policy shows by itself does not depend on how it is told',
  },
  findings: {
    may: ['model', 'text', 'collections', 'policy', 'ecr', 'access', 'drift', 'checks'],
    why: 'a finding is what was found in words, whatever becomes of it',
  },
  lifecycle: {
    may: ['model', 'text', 'collections', 'policy', 'ecr', 'events', 'access', 'baseline', 'drift', 'checks', 'findings'],
    why: 'a state machine over findings does not know who reads it; who did something is kept in the words of events',
  },
  remediation: {
    may: ['model', 'text', 'collections', 'policy', 'ecr', 'access', 'drift', 'checks', 'findings', 'lifecycle'],
    why: 'a remediation is judged by the same engine, and nobody is told of it here',
  },
  proposal: {
    may: ['model', 'text', 'collections', 'policy', 'ecr', 'access', 'snapshot'],
    why: 'a proposed change makes another snapshot, and what that comes to is judged like every other',
  },
  report: {
    may: ['model', 'text', 'collections', 'access', 'findings', 'lifecycle', 'remediation', 'proposal', 'events'],
    why: 'renderers read one view and return text',
  },
  notify: {
    may: ['model', 'text', 'collections', 'access', 'baseline', 'drift', 'findings', 'lifecycle', 'report'],
    why: 'renderers read events and return messages',
  },
} as const satisfies Record<string, Rule>;

const LAYERS: Readonly<Record<string, Rule>> = {
  ...PURE,
  aws: { may: ['model', 'snapshot', 'events', 'scoped'], why: 'adapters fetch and store, and decide nothing' },
  'audit.ts': { may: Object.keys(PURE), why: 'the product as one function leaves the choice of adapters to its caller' },
  'check.ts': { may: [...Object.keys(PURE), 'audit.ts'], why: 'a proposed change asks the product twice, as its caller would' },
  'run.ts': {
    may: [...Object.keys(PURE), 'audit.ts'],
    why: 'a run of a deployment is the product with a past, and leaves the choice of adapters to its caller',
  },
  'config.ts': { may: ['model', 'text'], why: 'the environment is read into one value, and only that' },
  cli: { may: [...Object.keys(PURE), 'aws', 'audit.ts', 'check.ts', 'config.ts'], why: 'the laptop chooses adapters and needs no Lambda' },
};

/** The rooms of the larger parts in the order in which they rest on each other: each imports only those before it. `.` is the part's own folder; a file of it that is named stands by itself. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  policy: ['match', 'logic', 'condition', 'parse', 'theory', '.'],
  access: ['account', 'cell', 'classes', 'matrix', 'placeholder'],
  baseline: ['read', 'match', 'schema', 'lock', 'capture', 'parse', 'review', 'edit'],
  drift: ['cell', 'missing', '.', 'placeholder'],
  checks: ['survey', 'templates', 'idle', 'statements', 'escalation', 'lockout', 'baseline-health', '.'],
  findings: ['codes', '.', 'causes'],
  lifecycle: ['transition', 'observe', '.'],
  remediation: ['policy', 'effect', 'removal', '.'],
  aws: ['api', 'client', 'collect/organization', 'collect', 'collect/again', 'doctor', 'deployment'],
  proposal: ['.', 'difference', 'cloudformation', 'terraform', 'terraform/source'],
  report: ['.', 'formats', 'html', 'index.ts'],
  cli: ['process', 'files', 'input', 'completion', 'commands', '.'],
};

interface Ban {
  readonly what: string;
  readonly pattern: RegExp;
  readonly why: string;
}

// The formatter has been over the code: one space, no space before a parenthesis, `new` with parentheses.
const IMPURE: readonly Ban[] = [
  { what: 'process', pattern: /(?<![.\w$])process\b(?![:(])|\bglobalThis\b/g, why: 'the environment is a parameter' },
  {
    what: 'clock',
    pattern: /\bnew Date\(\)|(?<!new )\bDate\(|\bDate\.now\b|\bperformance\.now\b/g,
    why: 'now is a parameter, so that a run can be replayed',
  },
  {
    what: 'chance',
    pattern: /\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/g,
    why: 'the same input gives the same ids',
  },
  { what: 'console', pattern: /(?<![.\w$])console\./g, why: 'pure code returns what it has to say' },
  {
    what: 'fetch or timer',
    pattern: /(?<![.\w$])(?:fetch|setTimeout|setInterval|setImmediate)\(/g,
    why: 'pure code neither asks nor waits',
  },
];

const NEVER: readonly Ban[] = [
  { what: 'RegExp made from a value', pattern: /\bRegExp\(/g, why: 'a pattern out of a policy must match in linear time' },
  {
    what: 'time of the zone of the machine',
    pattern:
      /\.[gs]et(?:Date|Day|Month|Year|FullYear|Hours|Minutes|Seconds|TimezoneOffset)\(|\.toLocale\w*\(|\bIntl\.|\bnew Date\([^()]*,/g,
    why: 'a day is a day in UTC, wherever the program runs',
  },
  { what: 'default export', pattern: /\bexport default\b|\bas default\b/g, why: 'a thing has one name everywhere' },
];

/** The version of the package, the page that the build has made, and the copy of AWS's policies: values, and no code. */
const DATA = /\/(?:package|dist\/page\/page|aws-managed-policies)\.json$/;

const TOKEN = /\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g;
const IMPORT = /\b(?:from|import)\s*\(?\s*'([^']+)'/g;

interface Source {
  readonly path: string;
  /** `policy` for lib/policy/decide.ts, `audit.ts` for lib/audit.ts. */
  readonly layer: string;
  /** The file with comments blanked. */
  readonly text: string;
  /** The file with comments and quoted strings blanked. */
  readonly code: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const lib = sourcesIn('lib');
const functions = sourcesIn('functions');
const action = sourcesIn('action');
const all = [...lib, ...functions, ...action];
const pure = lib.filter(({ layer }) => layer in PURE || layer === 'audit.ts' || layer === 'check.ts' || layer === 'run.ts');

describe('dependencies', () => {
  for (const [layer, { may, why }] of Object.entries(LAYERS)) {
    test(`lib/${layer} imports ${may.join(', ') || 'no other part'}: ${why}`, () => {
      const allowed = [layer, ...may];
      const own = lib.filter((source) => source.layer === layer);
      expect(
        importsWhere(own, (target, source) => target.startsWith('.') && !DATA.test(target) && !allowed.includes(layerOf(source, target))),
      ).toEqual([]);
    });
  }

  test('every part of lib has a rule: a folder nobody thought about would be free to import anything', () => {
    expect(lib.filter(({ layer }) => !(layer in LAYERS)).map(({ path }) => path)).toEqual([]);
  });

  for (const [layer, rooms] of Object.entries(ROOMS)) {
    test(`lib/${layer}: ${rooms.join(' < ')}, and nobody looks to the right`, () => {
      const own = lib.filter((source) => source.layer === layer);
      expect(own.filter((source) => !rooms.includes(roomOf(source.path))).map(({ path }) => path)).toEqual([]);
      const isLater = (target: string, source: Source): boolean => {
        const path = posix.join(posix.dirname(source.path), target);
        return path.startsWith(`lib/${layer}/`) && rooms.indexOf(roomOf(path)) > rooms.indexOf(roomOf(source.path));
      };
      expect(importsWhere(own, (target, source) => target.startsWith('.') && isLater(target, source))).toEqual([]);
    });
  }

  test('a part with rooms has its order here: without one, its rooms would be free to lean on each other', () => {
    const parts = lib.filter(({ path }) => path.split('/').length > 3).map(({ layer }) => layer);
    expect([...new Set(parts)].filter((layer) => !(layer in ROOMS))).toEqual([]);
  });

  test('a function imports its own folder, the runtime and lib but for its command line: what two functions need belongs to neither', () => {
    const isOthers = (target: string, { path }: Source): boolean => {
      const folder = posix.dirname(posix.join(posix.dirname(path), target));
      const isOwn = folder === posix.dirname(path) || folder === 'functions/runtime';
      return !isOwn && !/^lib(?!\/cli\b)(?:\/|$)/.test(folder);
    };
    expect(importsWhere(functions, (target, source) => target.startsWith('.') && isOthers(target, source))).toEqual([]);
  });

  test('the action imports its own folder, text, and the Markdown of reports: it runs the program as anybody else does', () => {
    const isOthers = (target: string, { path }: Source): boolean => {
      const file = posix.join(posix.dirname(path), target);
      return !/^(?:action|lib\/text)\//.test(file) && file !== 'lib/report/markdown-text.ts';
    };
    expect(importsWhere(action, (target, source) => !isBuiltin(target) && isOthers(target, source))).toEqual([]);
  });

  test('pure parts import no module of Node but node:crypto: between snapshot and findings there is no I/O', () => {
    expect(importsWhere(pure, (target) => isBuiltin(target) && target !== 'node:crypto')).toEqual([]);
  });

  test('only lib/aws imports the SDK: what AWS answers is turned into our words in one place', () => {
    const others = lib.filter(({ layer }) => layer !== 'aws');
    expect(importsWhere(others, (target) => /^@(?:aws-sdk|smithy)\//.test(target))).toEqual([]);
  });

  test('lib imports no Lambda framework: the same product runs on a laptop', () => {
    expect(importsWhere(lib, (target) => /^@(?:middy|aws-lambda-powertools)\//.test(target))).toEqual([]);
  });
});

describe('purity', () => {
  for (const { what, pattern, why } of IMPURE) {
    test(`pure parts use no ${what}: ${why}`, () => {
      expect(placesOf(pattern, pure)).toEqual([]);
    });
  }

  for (const { what, pattern, why } of NEVER) {
    test(`no ${what}: ${why}`, () => {
      expect(placesOf(pattern, all)).toEqual([]);
    });
  }
});

describe('what a reader finds', () => {
  test('no circle of files: whoever reads one from the bottom up never needs one that comes later', () => {
    expect(circlesIn(all)).toEqual([]);
  });

  test('no type name is exported twice: a word means one thing', () => {
    const named = all.flatMap(({ path, code }) =>
      [...code.matchAll(/^export (?:declare |abstract |const )*(?:interface|type|class|enum) (\w+)/gm)].map(([, name]) => ({
        name: name!,
        path,
      })),
    );
    const byName = Map.groupBy(named, ({ name }) => name);
    expect([...byName.values()].filter((each) => each.length > 1)).toEqual([]);
  });

  test('every exported function says what comes back', () => {
    const bare = all.flatMap(({ path }) => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n');
      const isExported = (line: string): boolean => /^export (?:(?:async )?function|const \w+ = (?:async )?\()/.test(line);
      const isDocumented = (at: number): boolean =>
        lines[at - 1]?.endsWith('*/') === true &&
        lines
          .slice(0, at)
          .findLast((line) => /^(?! \*)/.test(line))
          ?.startsWith('/**') === true;
      return lines.flatMap((line, at) => (isExported(line) && !isDocumented(at) ? [`${path}:${at + 1}`] : []));
    });
    expect(bare).toEqual([]);
  });

  test('the first line of a file says its idea', () => {
    const isSaid = (path: string): boolean => /^(?:\/\/|\/\*\*) (?!biome-|@ts-)\S/.test(readFileSync(join(root, path), 'utf8'));
    expect(all.map(({ path }) => path).filter((path) => !isSaid(path))).toEqual([]);
  });
});

describe('names', () => {
  const paths = all.map(({ path }) => path);

  test('no file or folder is called utils, helpers, common or types: a name says what is inside', () => {
    expect(paths.filter((path) => /\/(?:utils?|helpers?|common|types)(?:\.ts|\/)/.test(path))).toEqual([]);
  });

  test('the only index is the registry of report formats: an import names the file that it needs', () => {
    expect(paths.filter((path) => path.endsWith('/index.ts') && path !== 'lib/report/index.ts')).toEqual([]);
  });
});

function sourcesIn(folder: string): readonly Source[] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => name.split(sep).join('/'));
  return names
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => ({ path: `${folder}/${name}`, layer: name.split('/')[0]!, ...readSource(join(root, folder, name)) }));
}

function readSource(path: string): Pick<Source, 'text' | 'code'> {
  const text = readFileSync(path, 'utf8').replaceAll(TOKEN, (token) => (token.startsWith('/') ? blank(token) : token));
  // Templates stay: they hold code.
  return { text, code: text.replaceAll(TOKEN, (token) => (token.startsWith('`') ? token : blank(token))) };
}

function blank(token: string): string {
  return token.replaceAll(/[^\n]/g, ' ');
}

function importsWhere(sources: readonly Source[], isForbidden: (target: string, source: Source) => boolean): readonly string[] {
  const imports = sources.flatMap((source) =>
    [...source.text.matchAll(IMPORT)].map(({ 1: target, index }) => ({ source, target: target!, index })),
  );
  return imports
    .filter(({ source, target }) => isForbidden(target, source))
    .map(({ source, target, index }) => `${placeOf(source, index)} imports ${target}`);
}

/** A file of each circle of imports, with the one that leads back to it. */
function circlesIn(sources: readonly Source[]): readonly string[] {
  const targets = new Map(
    sources.map(({ path, text }) => [
      path,
      [...text.matchAll(IMPORT)].flatMap(([, target]) => (target!.startsWith('.') ? [posix.join(posix.dirname(path), target!)] : [])),
    ]),
  );
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]): readonly string[] => {
    if (above.includes(path)) return [`${above.at(-1)} -> ${path}`];
    if (done.has(path)) return [];
    const found = (targets.get(path) ?? []).flatMap((each) => visit(each, [...above, path]));
    done.add(path);
    return found;
  };
  return sources.flatMap(({ path }) => visit(path, []));
}

function placesOf(pattern: RegExp, sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) => [...source.code.matchAll(pattern)].map(({ 0: found, index }) => `${placeOf(source, index)} ${found}`));
}

function placeOf({ path, text }: Source, index: number): string {
  return `${path}:${text.slice(0, index).split('\n').length}`;
}

/** `cell` for lib/access/cell/sides.ts, `.` for lib/policy/compile.ts. */
function roomOf(path: string): string {
  const [, layer = '', file = ''] = path.split('/');
  if (ROOMS[layer]?.includes(file) && file.endsWith('.ts')) return file;
  return posix.dirname(path).split('/').slice(2).join('/') || '.';
}

/** The part of lib that a relative import leads to, or the path when it leads out of lib. */
function layerOf({ path }: Source, target: string): string {
  const [folder, layer] = posix.join(posix.dirname(path), target).split('/');
  return folder === 'lib' && layer !== undefined ? layer : target;
}
