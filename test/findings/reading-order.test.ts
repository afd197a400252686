// The order in which people read findings.
import { expect, test } from 'vitest';
import { inReadingOrder } from '../../lib/findings/reading-order.ts';
import type { FindingView } from '../../lib/report/schema.ts';

const finding = (severity: FindingView['severity'], code: string, capability: string | null, id = 'ecrd-a') => ({
  severity,
  code,
  capability,
  id,
});

test('the gravest first, then everybody, other accounts and own principals, then facts by code; admin before push before pull', () => {
  const inOrder = [
    finding('critical', 'ECRD-201', 'admin'),
    finding('critical', 'ECRD-201', 'push'),
    finding('critical', 'ECRD-201', 'pull', 'ecrd-a'),
    finding('critical', 'ECRD-201', 'pull', 'ecrd-b'),
    finding('critical', 'ECRD-103', 'pull'),
    finding('critical', 'ECRD-202', 'push'),
    finding('high', 'ECRD-202', 'pull'),
    finding('high', 'ECRD-101', 'admin'),
    finding('high', 'ECRD-307', 'admin'),
    finding('high', 'ECRD-501', null),
    finding('medium', 'ECRD-106', null),
    finding('medium', 'ECRD-307', 'admin'),
  ];
  expect(inOrder.toReversed().sort(inReadingOrder)).toEqual(inOrder);
});
