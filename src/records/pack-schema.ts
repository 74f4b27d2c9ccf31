import * as z from 'zod/mini';
import { PACK_MAX_OBJECTS } from './pack.ts';
import { PACK_MAX_BYTES } from './pack-footer.ts';
import { count } from './schema-parts.ts';

/** DAG-JSON writes bytes as `{"/": {"bytes": "<base64 without padding>"}}`; a CID of 36 bytes has 48 digits. */
const cidBytes = z.strictObject({
  '/': z.strictObject({ bytes: z.string().check(z.regex(/^A(?:VU|XE)SI[A-P][A-Za-z0-9+/]{42}$/)) }),
});

const offset = count(0, PACK_MAX_BYTES);

/** The definition of a pack's index, in its DAG-JSON form; `decodePackIndex` reads them, and knows more. */
export const packSchema = z.strictObject({
  v: z.literal(1),
  type: z.literal('pack'),
  entries: z.array(z.tuple([cidBytes, offset, offset, offset, z.literal(0)])).check(
    z.meta({
      minItems: 1,
      maxItems: PACK_MAX_OBJECTS,
      description: 'id, offset, stored length, raw length, encoding; in byte order of id',
    }),
  ),
});
