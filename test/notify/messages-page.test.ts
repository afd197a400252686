// docs/messages.md shows what goes out: the same run is rendered here and compared. UPDATE_GOLDEN=1 writes the page.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { messagesPage } from './support/messages-page.ts';

const PAGE = fileURLToPath(new URL('../../docs/messages.md', import.meta.url));

test('the page of messages is what goes out', async () => {
  const page = await messagesPage();
  if (process.env['UPDATE_GOLDEN']) writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});
