import { describe, expect, test } from 'vitest';
import { bundleFunction, FUNCTION_NAMES, FUNCTIONS, handlerOf } from '../../scripts/functions.ts';

/** What is larger takes too long to load. */
const MOST_BYTES = 1_048_576;
/** Words of what functions do not need: JSON Schemas of zod, and what a package says of itself. */
const UNNEEDED = ['Cycle detected: #/', '"devDependencies"'];
const UNNEEDED_FILES = /^node_modules\/(?:yaml\/dist\/|@aws-sdk\/credential-provider-sso\/)|\/aws-managed-policies\.json$/;

describe.each(FUNCTION_NAMES)('the bundle of %s', (name) => {
  test.each([handlerOf(name), ...FUNCTIONS[name].later])(
    'from %s has at most 1 MiB, and nothing that functions do not need',
    async (path) => {
      const { code, metafile } = await bundleFunction(path);
      const [output] = Object.values(metafile.outputs);
      expect(Buffer.byteLength(code)).toBeLessThanOrEqual(MOST_BYTES);
      expect(UNNEEDED.filter((text) => code.includes(text))).toEqual([]);
      expect(Object.keys(output?.inputs ?? {}).filter((input) => UNNEEDED_FILES.test(input))).toEqual([]);
    },
  );
});
