import { cidText, idOfCidText, type ObjectId } from './ids.ts';

/**
 * A link where a record's own names do not say that there is one: in the `data` of a log entry. It is held as
 * DAG-JSON writes it, so that `data` is plain JSON; no key of a free map is `/`.
 */
export interface Link {
  /** The CID in base32. */
  readonly '/': string;
}

/** A link to this object. */
export const linkTo = (id: string): Link => ({ '/': cidText(id) });

/** Whether a value of `data` is a link. */
export function isLink(value: unknown): value is Link {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Link>)['/'] === 'string';
}

/** The id that a link names, or undefined when its text is not a CID of the kinds that records link to. */
export const linkedId = (link: Link): ObjectId | undefined => idOfCidText(link['/']);
