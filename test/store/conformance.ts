import { describe } from 'vitest';
import { adoptionCases } from './conformance/adoption.ts';
import type { MakeHarness } from './conformance/harness.ts';
import { ingestCases } from './conformance/ingest.ts';
import { inspectionCases } from './conformance/inspection.ts';
import { logCases } from './conformance/logs.ts';
import { materialiseCases } from './conformance/materialise.ts';
import { objectCases } from './conformance/objects.ts';
import { sessionCases } from './conformance/sessions.ts';
import { verifyCases } from './conformance/verify.ts';

/** What every store does that keeps the contract in `src/store/contract.ts`. */
export function storeConformance(name: string, make: MakeHarness): void {
  describe(`${name} keeps the contract of stores`, () => {
    objectCases(make);
    sessionCases(make);
    adoptionCases(make);
    ingestCases(make);
    inspectionCases(make);
    materialiseCases(make);
    verifyCases(make);
    logCases(make);
  });
}
