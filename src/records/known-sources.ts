/** How a known source writes its external ids. */
export interface KnownSource {
  /** Matches an id in its canonical form. */
  readonly pattern: RegExp;
  /** The case of its canonical form, when it has one. */
  readonly letters: 'upper' | 'lower' | 'as-is';
  /** Ids that a user may be shown as examples of the right form. */
  readonly examples: readonly string[];
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const NUMBER = /^[1-9][0-9]{0,11}$/;
/** Accessions of the International Nucleotide Sequence Database Collaboration, shared by its three members. */
const INSDC_READS = '[SED]R[APRSXZ][0-9]{6,9}|PRJ(?:NA|EB|DB|DA)[0-9]+|SAM(?:N|EA|EG|D)[0-9]+';

const known = (letters: KnownSource['letters'], pattern: RegExp, ...examples: string[]): KnownSource => ({
  letters,
  pattern,
  examples,
});

/**
 * The sources whose ids are checked strictly; every other source goes by the general rule for names. Patterns
 * follow each source's own documentation of its accessions.
 */
export const KNOWN_SOURCES: ReadonlyMap<string, KnownSource> = new Map([
  ['geo', known('upper', /^G(?:SE|SM|DS|PL)[1-9][0-9]*$/, 'GSE2034', 'GDS507')],
  ['ncbi_gene', known('as-is', NUMBER, '7157')],
  ['pubmed', known('as-is', NUMBER, '12091962')],
  [
    'uniprot',
    known(
      'upper',
      /^(?:(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})(?:-[1-9][0-9]*)?|UP[0-9]{9})$/,
      'P04637',
      'P04637-2',
      'UP000005640',
    ),
  ],
  ['pdb', known('lower', /^(?:[1-9][a-z0-9]{3}|pdb_[a-z0-9]{8})$/, '1a8o', 'pdb_00001a8o')],
  ['drugbank', known('upper', /^DB(?:[0-9]{5}|SALT[0-9]{6})$/, 'DB00945')],
  ['sra', known('upper', new RegExp(`^(?:${INSDC_READS})$`), 'SRP012682', 'PRJNA257197')],
  [
    'ena',
    known(
      'upper',
      new RegExp(`^(?:${INSDC_READS}|GCA_[0-9]{9}(?:\\.[1-9][0-9]*)?)$`),
      'ERP000108',
      'PRJEB1787',
    ),
  ],
  ['ega', known('upper', /^EGA[A-Z][0-9]{11}$/, 'EGAD00001000001', 'EGAS00001000001')],
  [
    'dbgap',
    known('lower', /^ph[stv][0-9]{6}(?:\.v[1-9][0-9]*(?:\.p[1-9][0-9]*)?)?$/, 'phs000424', 'phs000424.v8.p2'),
  ],
  ['gdc', known('as-is', new RegExp(`^(?:${UUID}|[A-Z0-9]+(?:[-_][A-Z0-9]+)+)$`), 'TCGA-BRCA')],
  [
    'refseq',
    known(
      'upper',
      /^(?:(?:A[CP]|N[CGMPRTWZ]|X[MPR]|WP|YP)_[A-Z0-9]{6,}|GCF_[0-9]{9})(?:\.[1-9][0-9]*)?$/,
      'NM_000546.6',
      'GCF_000001405.40',
    ),
  ],
  [
    'ensembl',
    known(
      'as-is',
      /^(?:ENS[A-Z]*(?:E|FM|G|GT|P|R|T)[0-9]{11}(?:\.[1-9][0-9]*)?|[a-z][a-z0-9]*(?:_[a-z0-9]+)+|release-[1-9][0-9]*)$/,
      'ENSG00000141510',
      'homo_sapiens',
      'release-112',
    ),
  ],
  ['chembl', known('upper', /^CHEMBL(?:[1-9][0-9]*|_[1-9][0-9]*)$/, 'CHEMBL25', 'CHEMBL_34')],
  ['zenodo', known('as-is', NUMBER, '3723939')],
  ['figshare', known('as-is', NUMBER, '5195488')],
  ['cellxgene', known('lower', new RegExp(`^${UUID}$`), '8e880741-bf9a-4c8e-9227-934204631d2a')],
]);
