import { KNOWN_SOURCES, type KnownSource } from './known-sources.ts';
import { isName } from './names.ts';

/**
 * The one form in which a known source's id is kept, or undefined when the source has no such id. With
 * `derived` a name may follow after a dot, as in `GSE2034.salmon`; it is kept as it is. Ids of other sources
 * are as they are.
 */
export function canonicalExternalId(source: string, id: string, derived: boolean): string | undefined {
  const rule = KNOWN_SOURCES.get(source);
  if (rule === undefined) return id;
  const whole = inForm(source, rule, id);
  if (whole !== undefined || !derived) return whole;
  for (let dot = id.lastIndexOf('.'); dot > 0; dot = id.lastIndexOf('.', dot - 1)) {
    const base = inForm(source, rule, id.slice(0, dot));
    const name = id.slice(dot + 1);
    if (base !== undefined) return isName(name) ? `${base}.${name}` : undefined;
  }
  return undefined;
}

function inForm(source: string, rule: KnownSource, id: string): string | undefined {
  const cased = withCase(rule, id);
  if (!rule.pattern.test(cased)) return undefined;
  return source === 'pdb' ? shortPdbId(cased) : cased;
}

function withCase(rule: KnownSource, id: string): string {
  if (rule.letters === 'upper') return id.toUpperCase();
  return rule.letters === 'lower' ? id.toLowerCase() : id;
}

/** The PDB gives its four-character ids a longer form, `pdb_00001abc`, which is the same entry. */
function shortPdbId(id: string): string {
  return /^pdb_0000[1-9]/.test(id) ? id.slice(8) : id;
}
