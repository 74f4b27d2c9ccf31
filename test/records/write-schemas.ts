import { writeFileSync } from 'node:fs';
import { jsonSchemas } from '../../src/records/json-schemas.ts';

/** Writes `schemas/*.schema.json` from the definitions in `src/records`: `npm run schemas`. */
for (const [name, schema] of jsonSchemas()) {
  writeFileSync(new URL(`../../schemas/${name}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
