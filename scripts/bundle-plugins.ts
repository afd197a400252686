// What a function does not need stays out of its bundle.
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import type { Plugin } from 'esbuild';

const SCHEMAS = /@aws-sdk[/\\][\w-]+[/\\]dist-es[/\\].*schemas[/\\]schemas_\d+\.js$/;
const CONSTANT = /^const (_\w+) = ("(?:[^"\\]|\\.)*");$/gm;
const COMPUTED = /\[(_\w+)\]:/g;

/** Writes `{ [_xN]: ... }` as `{ "xmlName": ... }`: a computed name counts as a side effect, and keeps a schema that nothing uses. */
const literalSchemas: Plugin = {
  name: 'literal-schemas',
  setup: (build) => {
    build.onLoad({ filter: SCHEMAS }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const names = new Map([...text.matchAll(CONSTANT)].map(([, name, value]) => [name, value]));
      return { contents: text.replaceAll(COMPUTED, (whole, name) => (names.has(name) ? `${names.get(name)}:` : whole)), loader: 'js' };
    });
  },
};

/** Lambda gives a function its credentials in the environment: profiles, SSO and instance metadata are never asked. */
const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup: (build) => {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ resolveDir }) => ({
      path: 'credential-provider-node',
      namespace: 'environment-credentials',
      pluginData: { resolveDir },
    }));
    build.onLoad({ filter: /.*/, namespace: 'environment-credentials' }, ({ pluginData: { resolveDir } }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      resolveDir,
    }));
  },
};

/** The build of `yaml` whose modules can be left out one by one: the one for Node comes whole. They differ in how `!!binary` is read. */
const yamlModules: Plugin = {
  name: 'yaml-modules',
  setup: (build) => {
    build.onResolve({ filter: /^yaml$/ }, async ({ resolveDir, kind }) => {
      const { path, errors } = await build.resolve('yaml/package.json', { resolveDir, kind });
      return errors.length > 0 ? { errors } : { path: join(dirname(path), 'browser/dist/index.js'), sideEffects: false };
    });
  },
};

const PACKAGE = /@aws-sdk[/\\]client-[\w-]+[/\\]package\.json$/;

/** Of its own package.json a client asks for the version alone. */
const versionOnly: Plugin = {
  name: 'version-only',
  setup: (build) => {
    build.onLoad({ filter: PACKAGE }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

const JSON_SCHEMAS = /zod[/\\]v4[/\\]core[/\\](?:json-schema-processors|to-json-schema)\.js$/;
const EXPORTED = /^export (?:const|function) (\w+)/gm;

/** A function checks what it reads, and never writes the JSON Schema of it: that half of zod does nothing here. */
const noJsonSchemas: Plugin = {
  name: 'no-json-schemas',
  setup: (build) => {
    build.onLoad({ filter: JSON_SCHEMAS }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const names = [...text.matchAll(EXPORTED)].map(([, name]) => `export const ${name} = none;`);
      return { contents: ['const none = () => undefined;', ...names].join('\n'), loader: 'js' };
    });
  },
};

const EVENT_STREAMS = /@smithy[/\\]core[/\\].*event-streams[/\\](?:EventStreamSerde|eventstream-codec[/\\]HeaderMarshaller)\.js$/;

/** No call of a function sends or receives a stream of events, which is where a client asks for this. */
const noEventStreams: Plugin = {
  name: 'no-event-streams',
  setup: (build) => {
    build.onLoad({ filter: EVENT_STREAMS }, ({ path }) => ({ contents: `export class ${basename(path, '.js')} {}`, loader: 'js' }));
  },
};

/** What `import()` names is a file of its own beside the function, for when it is needed. */
const lazyBeside: Plugin = {
  name: 'lazy-beside',
  setup: (build) => {
    build.onResolve({ filter: /^\.\.?\/[\w/-]+\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: `./${posix.basename(path, '.ts')}.js`, external: true } : undefined,
    );
  },
};

export const BUNDLE_PLUGINS: readonly Plugin[] = [
  literalSchemas,
  environmentCredentials,
  versionOnly,
  yamlModules,
  noJsonSchemas,
  noEventStreams,
  lazyBeside,
];
