// What the SDK would read, and lose something of.
import { describe, expect, test } from 'vitest';
import { xmlOddity } from '../../../lib/aws/api/xml-shape.ts';
import { gapsOf } from '../../../lib/snapshot/gaps.ts';
import { collecting } from '../collect/support/collecting.ts';

const { server, scan } = await collecting();

describe('XML', () => {
  test.each([
    ['lists, also empty ones', '<R><Policies/><GroupList></GroupList><Tags><member><Key>a</Key></member><member/></Tags></R>'],
    ['a declaration, comments and sections', '<?xml version="1.0"?>\n<!DOCTYPE r><!-- <a> --><R><Text><![CDATA[<a><a>]]></Text></R>'],
    ['attributes, and `&` and quotes as some servers write them', '<R xmlns="x"><Key a=\'1\'>a & "b"</Key></R>'],
    ['flags', '<R><IsTruncated>false</IsTruncated><Versions><member><IsDefaultVersion>true</IsDefaultVersion></member></Versions></R>'],
    ['blanks between elements', '<R>\n  <Tags>\n    <member>\n      <Key> </Key>\n    </member>\n  </Tags>\n</R>'],
  ])('is read with %s', (_, xml) => {
    expect(xmlOddity(xml)).toBeUndefined();
  });

  test.each([
    ['a list twice', '<R><Tags/><Tags/></R>', '`R` has `Tags` twice'],
    ['a list of something else', '<R><Tags><entry/></Tags></R>', '`entry` is no member of the list `Tags`'],
    ['a list with something else', '<R><Any><member/><entry/></Any></R>', '`entry` is no member of the list `Any`'],
    ['a text for a list', '<R><Tags>none</Tags></R>', '`Tags` has text where elements should be'],
    ['a section for a list', '<R><Tags><![CDATA[none]]></Tags></R>', '`Tags` has text where elements should be'],
    ['a text among elements', '<R><Any><a/>text</Any></R>', '`Any` has text where elements should be'],
    ['a flag that is neither', '<R><IsTruncated>perhaps</IsTruncated></R>', '`IsTruncated` is neither true nor false'],
    ['a flag that is empty', '<R><IsTruncated/></R>', '`IsTruncated` is neither true nor false'],
    ['an end without a beginning', '<R></a></R>', '`a` ends and has not begun'],
  ])('is not read with %s', (_, xml, oddity) => {
    expect(xmlOddity(xml)).toBe(oddity);
  });
});

test('a JSON key twice is told with its name: nobody knows which of the two is meant', async () => {
  const rewrite = (body: string) => body.replace('{', '{"repositories":[],');
  server.faults.inject({ operation: 'DescribeRepositories', times: 1, fault: { kind: 'rewrite', rewrite } });
  expect(gapsOf(await scan())).toEqual([]);
  server.faults.inject({ operation: 'DescribeRepositories', fault: { kind: 'rewrite', rewrite } });
  expect(gapsOf(await scan())[0]).toMatchObject({
    api: 'ecr:DescribeRepositories',
    code: 'UnreadableAnswer',
    message: 'AWS, or something on the way, sent what is no answer of this API: the key `repositories` is given twice',
  });
});

test('a gap says what is odd, and where', async () => {
  const rewrite = (body: string) => body.replace('"repositoryName":"base"', '"repositoryName":7');
  server.faults.inject({ operation: 'DescribeRepositories', fault: { kind: 'rewrite', rewrite } });
  expect(gapsOf(await scan())[0]?.message).toBe(
    'AWS, or something on the way, sent what is no answer of this API: repositories[2].repositoryName: expected a string, got the number `7`',
  );
});
