import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KNOWN_SOURCES } from '../../src/records/known-sources.ts';
import { LAYERS } from '../../src/records/layers.ts';
import {
  parseDataset,
  parseRef,
  refOfDataset,
  refOfSubject,
  refProblem,
} from '../../src/records/parse-ref.ts';
import { datasetOf, refSubject, refText } from '../../src/records/ref.ts';

test.each([
  ['raw/geo/GSE2034', 'raw/geo/GSE2034'],
  ['raw/geo/gse2034/', 'raw/geo/GSE2034'],
  ['processed/geo/gse2034.Salmon-1', 'processed/geo/GSE2034.Salmon-1'],
  ['raw/pdb/4CUP', 'raw/pdb/4cup'],
  ['raw/pdb/PDB_00004CUP', 'raw/pdb/4cup'],
  ['raw/pdb/pdb_10004cup', 'raw/pdb/pdb_10004cup'],
  ['raw/uniprot/p04637-2', 'raw/uniprot/P04637-2'],
  ['raw/uniprot/A0A022YWF9', 'raw/uniprot/A0A022YWF9'],
  ['raw/dbgap/PHS000424.v8.p2', 'raw/dbgap/phs000424.v8.p2'],
  ['processed/dbgap/phs000424.v8.p2.salmon', 'processed/dbgap/phs000424.v8.p2.salmon'],
  ['raw/refseq/nm_000546.6', 'raw/refseq/NM_000546.6'],
  ['raw/lab/brca-atlas.v1', 'raw/lab/brca-atlas.v1'],
  ['raw/arrayexpress/E-MTAB-62', 'raw/arrayexpress/E-MTAB-62'],
  [
    'archive/cellxgene/8E880741-BF9A-4C8E-9227-934204631D2A',
    'archive/cellxgene/8e880741-bf9a-4c8e-9227-934204631d2a',
  ],
])('%s is the ref %s', (typed, canonical) => {
  expect(refText(parseRef(typed))).toBe(canonical);
});

test.each([
  ['geo/GSE2034', 'it begins with a layer: raw, processed, curated, archive'],
  ['raw/geo', 'after the layer come a source and an id, as in raw/geo/GSE2034'],
  ['raw/geo/GSE1/matrix/x.txt', 'it has three parts; a file in it is written raw/geo/GSE1:matrix/x.txt'],
  ['raw/GEO/GSE1', 'the source "GEO" must be in lower case'],
  ['raw/raw/x', 'the source "raw" is the name of a layer'],
  ['raw/lab/.x', 'the id ".x" must not begin with .'],
  ['raw/lab/a b', 'the id "a b" may only have letters A-Z a-z, digits and . _ -'],
  [`raw/lab/${'a'.repeat(129)}`, `the id "${'a'.repeat(129)}" is longer than 128 characters`],
  [
    'raw/geo/2034',
    'geo has no ids like "2034"; they look like GSE2034 or GDS507. Data of your own goes under lab/',
  ],
  [
    'raw/pubmed/012',
    'pubmed has no ids like "012"; they look like 12091962. Data of your own goes under lab/',
  ],
  ['raw/geo/GSE2034.salmon', 'a name after a dot is for derived data, which goes to processed'],
  [
    'processed/geo/GSE2034.',
    'geo has no ids like "GSE2034."; they look like GSE2034 or GDS507. Data of your own goes under lab/',
  ],
])('%s is no ref: %s', (ref, reason) => {
  expect(() => parseRef(ref)).toThrow(
    expect.objectContaining({ code: 'ref-invalid', data: { ref, reason } }),
  );
});

test('the examples of every known source are in its form, and in no other case', () => {
  for (const [source, { examples, letters }] of KNOWN_SOURCES) {
    for (const id of examples) {
      const kept = source === 'pdb' && id.startsWith('pdb_') ? id.slice(8) : id;
      expect(parseRef(`raw/${source}/${id}`).externalId).toBe(kept);
      expect(parseRef(`curated/${source}/${id}.qc`).externalId).toBe(`${kept}.qc`);
      if (letters !== 'as-is') expect(parseRef(`raw/${source}/${id.toLowerCase()}`).externalId).toBe(kept);
    }
  }
});

test('the sources of the design are known, but for those of the lab itself', () => {
  const named =
    'geo ncbi_gene pubmed uniprot pdb drugbank sra ena ega dbgap gdc refseq ensembl chembl zenodo figshare cellxgene';
  expect([...KNOWN_SOURCES.keys()].sort()).toEqual(named.split(' ').sort());
});

test('a ref in its one form is read as itself', () => {
  const sources = [...KNOWN_SOURCES].flatMap(([source, { examples }]) =>
    examples.map((id) => ({ source, id })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...LAYERS), fc.constantFrom(...sources), (layer, { source, id }) => {
      const ref = parseRef(`${layer}/${source}/${id}`);
      expect(parseRef(refText(ref))).toEqual(ref);
      expect(refProblem(ref)).toBeUndefined();
      expect(refOfSubject(layer, refSubject(ref))).toEqual(ref);
      expect(refOfDataset(layer, datasetOf(ref))).toEqual(ref);
    }),
  );
});

test('admission names the one form of an id', () => {
  expect(refProblem({ layer: 'raw', source: 'pdb', externalId: '4CUP' })).toBe('pdb writes this id 4cup');
  expect(refProblem({ layer: 'raw', source: 'geo', externalId: 'GSE1.x' })).toMatch(/^geo has no ids like/);
  expect(refProblem({ layer: 'raw', source: 'lab', externalId: '4CUP' })).toBeUndefined();
});

test('a dataset without a layer may be of any', () => {
  expect(parseDataset('geo/gse2034.salmon')).toEqual({ source: 'geo', externalId: 'GSE2034.salmon' });
  expect(() => parseDataset('geo')).toThrow(expect.objectContaining({ code: 'ref-invalid' }));
  expect(() => parseDataset('geo/GSE1/x')).toThrow(/geo\/GSE1:x/);
});

test('what is not the subject of a ref is no ref', () => {
  for (const subject of ['refs/geo', 'refs/geo/a/b', 'tags/x', 'refs/GEO/x', 'refs/geo/.x', 'lake']) {
    expect(refOfSubject('raw', subject)).toBeUndefined();
  }
});
