import { isDlakeError } from '../errors.ts';
import { cidText } from '../records/ids.ts';

/** The words of a problem with what was read, or undefined for an error that is no such problem. */
export function readingProblem(error: unknown): string | undefined {
  if (isDlakeError(error, 'record-invalid')) return `${error.data.what}: ${error.data.reason}`;
  if (isDlakeError(error, 'object-missing')) return `object ${cidOf(error.data.id)} is missing`;
  if (isDlakeError(error, 'object-damaged')) return `object ${cidOf(error.data.id)} is damaged`;
  if (isDlakeError(error, 'format-too-new')) return `${error.data.what} is of version ${error.data.version}`;
  if (isDlakeError(error, 'store-damaged')) return `${error.data.where}: ${error.data.reason}`;
  return undefined;
}

/** An id as programs know it; facts hold some by their digests, which stay as they are. */
const cidOf = (id: string): string => (/^f01(?:55|71)1220/.test(id) ? cidText(id) : id);
