import type { Lineage } from '../lake/lineage.ts';
import { lineageDot } from './lineage-dot.ts';
import { lineageJson } from './lineage-json.ts';
import { lineageMermaid } from './lineage-mermaid.ts';

/** The forms in which lineage is given to other programs. */
export const LINEAGE_FORMATS = ['text', 'json', 'dot', 'mermaid'] as const;

/** A lineage in one of the forms for other programs. */
export function formatLineage(
  lineage: Lineage,
  format: Exclude<(typeof LINEAGE_FORMATS)[number], 'text'>,
): string {
  if (format === 'dot') return lineageDot(lineage);
  if (format === 'mermaid') return lineageMermaid(lineage);
  return JSON.stringify(lineageJson(lineage));
}
