// What a function does not need stays out of its bundle.
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
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

/** What `import()` names is a file of its own beside the function, for when it is needed. */
const lazyBeside: Plugin = {
  name: 'lazy-beside',
  setup: (build) => {
    build.onResolve({ filter: /^\.\.?\/[\w/-]+\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: `./${posix.basename(path, '.ts')}.js`, external: true } : undefined,
    );
  },
};

export const BUNDLE_PLUGINS: readonly Plugin[] = [literalSchemas, environmentCredentials, lazyBeside];
