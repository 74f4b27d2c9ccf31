import { DlakeError } from '../errors.ts';
import { canonicalExternalId } from './canonical-external-id.ts';
import { KNOWN_SOURCES } from './known-sources.ts';
import { isLayer, LAYERS, type Layer } from './layers.ts';
import { nameProblem, sourceProblem } from './names.ts';
import { type Dataset, datasetOf, type Ref } from './ref.ts';

/**
 * Reads LAYER/SOURCE/EXTERNAL_ID as a user types it, one slash at its end allowed, and gives the external id
 * its canonical form. Throws `ref-invalid` with a reason for the user.
 */
export function parseRef(text: string): Ref {
  const [layer = '', source = '', externalId = '', ...more] = withoutSlash(text).split('/');
  if (!isLayer(layer)) throw invalid(text, `it begins with a layer: ${LAYERS.join(', ')}`);
  if (more.length > 0) throw invalid(text, `it has three parts; a file in it is written ${shorter(text, 3)}`);
  if (source === '' || externalId === '') {
    throw invalid(text, `after the layer come a source and an id, as in ${layer}/geo/GSE2034`);
  }
  return { layer, ...readDataset(text, source, externalId, layer) };
}

/**
 * Reads SOURCE/EXTERNAL_ID as a user types it, when no layer is said, and gives the external id its canonical
 * form. Throws `ref-invalid` with a reason for the user.
 */
export function parseDataset(text: string): Dataset {
  const [source = '', externalId = '', ...more] = withoutSlash(text).split('/');
  if (more.length > 0)
    throw invalid(text, `a dataset has two parts; a file in it is written ${shorter(text, 2)}`);
  if (externalId === '') throw invalid(text, 'a dataset is SOURCE/ID, as in geo/GSE2034');
  return readDataset(text, source, externalId, undefined);
}

/** Why a ref that was read from a record is not in its one form, or undefined when it is: part of admission. */
export function refProblem(ref: Ref): string | undefined {
  const canonical = canonicalExternalId(ref.source, ref.externalId, ref.layer !== 'raw');
  if (canonical === undefined) return badId(ref.source, ref.externalId);
  return canonical === ref.externalId ? undefined : `${ref.source} writes this id ${canonical}`;
}

function readDataset(text: string, source: string, id: string, layer: Layer | undefined): Dataset {
  const badSource = sourceProblem(source);
  if (badSource !== undefined) throw invalid(text, `the source "${source}" ${badSource}`);
  const badName = nameProblem(id);
  if (badName !== undefined) throw invalid(text, `the id "${id}" ${badName}`);
  const canonical = canonicalExternalId(source, id, layer !== 'raw');
  if (canonical !== undefined) return { source, externalId: canonical };
  if (layer === 'raw' && canonicalExternalId(source, id, true) !== undefined) {
    throw invalid(text, 'a name after a dot is for derived data, which goes to processed');
  }
  throw invalid(text, badId(source, id));
}

function badId(source: string, id: string): string {
  const examples = KNOWN_SOURCES.get(source)?.examples.join(' or ');
  return `${source} has no ids like "${id}"; they look like ${examples}. Data of your own goes under lab/`;
}

const withoutSlash = (text: string): string => (text.endsWith('/') ? text.slice(0, -1) : text);

/** The same text with a colon after so many parts: what the user may have meant. */
function shorter(text: string, parts: number): string {
  const all = text.split('/');
  return `${all.slice(0, parts).join('/')}:${all.slice(parts).join('/')}`;
}

const invalid = (ref: string, reason: string): DlakeError => new DlakeError('ref-invalid', { ref, reason });

/** The ref whose log has this subject in a layer, or undefined when it is not the subject of a ref. */
export function refOfSubject(layer: Layer, subject: string): Ref | undefined {
  const [kind, source = '', externalId = '', ...more] = subject.split('/');
  if (kind !== 'refs' || more.length > 0) return undefined;
  if (sourceProblem(source) !== undefined || nameProblem(externalId) !== undefined) return undefined;
  return { layer, source, externalId };
}

/** The ref that a record names by its layer and dataset; both were checked when the record was decoded. */
export function refOfDataset(layer: Layer, dataset: string): Ref {
  const slash = dataset.indexOf('/');
  const ref = { layer, source: dataset.slice(0, slash), externalId: dataset.slice(slash + 1) };
  if (datasetOf(ref) !== dataset || slash === -1) throw invalid(dataset, 'a dataset is SOURCE/ID');
  return ref;
}
