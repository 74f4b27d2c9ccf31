import * as Args from '@oclif/core/args';

const FORMS =
  'a dataset (geo/GSE2034), a ref (raw/geo/GSE2034), either with @VERSION, ~N or @{DATE}, a tag or a commit id';

/** The argument that names a version; it must be there. */
export const revisionArg = Args.string({ description: `A version: ${FORMS}`, required: true });

/** The argument that names a version and may be left out. */
export const optionalRevisionArg = Args.string({ description: `A version: ${FORMS}` });
