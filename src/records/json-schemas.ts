import * as z from 'zod/mini';
import { commitSchema } from './commit-schema.ts';
import { entrySchema } from './entry-schema.ts';
import { expectedSchema } from './expected-schema.ts';
import { lockSchema } from './lock-schema.ts';
import { packSchema } from './pack-schema.ts';
import { pageSchema } from './page-schema.ts';

/**
 * The JSON Schemas of the format (draft 2020-12), by the name of the file that each is published as. They
 * describe the DAG-JSON form of records and say less than the format does: no lengths in bytes, no order.
 */
export function jsonSchemas(): ReadonlyMap<string, object> {
  return new Map([
    ['commit.schema.json', schemaOf(commitSchema, 'Commit')],
    ['entry.schema.json', schemaOf(entrySchema, 'Log entry')],
    ['page.schema.json', schemaOf(pageSchema, 'Manifest page')],
    ['pack-index.schema.json', schemaOf(packSchema, 'Pack index')],
    ['expected.schema.json', schemaOf(expectedSchema, 'A line of a list of published sums')],
    ['lock.schema.json', { ...schemaOf(lockSchema, ''), title: 'dlake.lock, version 1, in YAML' }],
  ]);
}

function schemaOf(schema: z.ZodMiniType, title: string): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', cycles: 'ref' });
  const used = Object.entries(DEFINITIONS).filter(([name]) =>
    JSON.stringify(rest).includes(`#/$defs/${name}`),
  );
  return {
    $schema,
    title: `${title}, version 1, in DAG-JSON`,
    ...rest,
    ...(used.length === 0 ? {} : { $defs: Object.fromEntries(used) }),
  };
}

const PLAIN = [{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }];

const LINK = {
  type: 'object',
  properties: { '/': { type: 'string', pattern: '^baf[ky]rei[a-h][a-z2-7]{50}[aeimquy4]$' } },
  required: ['/'],
  additionalProperties: false,
};

const mapOf = (definition: string) => ({
  type: 'object',
  propertyNames: { minLength: 1, not: { enum: ['/', '__proto__'] } },
  additionalProperties: { $ref: definition },
});

const listOf = (definition: string) => ({ type: 'array', items: { $ref: definition } });

/** What free maps hold, without and with links. */
const DEFINITIONS = {
  free: { anyOf: [...PLAIN, listOf('#/$defs/free'), mapOf('#/$defs/free')] },
  data: { anyOf: [...PLAIN, LINK, listOf('#/$defs/data'), mapOf('#/$defs/data')] },
};
