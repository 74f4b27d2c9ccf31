import type { BenchCase } from './bench-case.ts';
import { arrayJob } from './cases/array-job.ts';
import { catalogStart, questions } from './cases/catalog.ts';
import { checkoutMany } from './cases/checkout.ts';
import { clientsThirtyTwo } from './cases/clients.ts';
import { commitHundredThousand, commitMany } from './cases/commit-many.ts';
import { fetchHundredThousand } from './cases/fetch.ts';
import { gcMillion } from './cases/gc.ts';
import { commitHardlink, commitLarge, verifyLarge } from './cases/large-files.ts';
import { manifestTenMillion } from './cases/manifest.ts';
import { dropHundredThousand, duHundredThousand, getMany } from './cases/partial.ts';
import { verifyLocked } from './cases/pins.ts';
import { promoteCentral, promoteLarge, promoteMany } from './cases/promote.ts';
import { help, init, statusSmall } from './cases/start.ts';
import { commitOneChanged, statusMany } from './cases/status.ts';
import { cloneMany, commitToLarge, pushAgain, pushLarge, pushMany, pushOneChanged } from './cases/sync.ts';

/** Every case, in the order of the table. */
export const ALL_CASES: readonly BenchCase[] = [
  commitMany,
  commitHundredThousand,
  commitLarge,
  commitHardlink,
  verifyLarge,
  statusMany,
  commitOneChanged,
  arrayJob,
  checkoutMany,
  help,
  statusSmall,
  init,
  catalogStart,
  ...questions,
  manifestTenMillion,
  pushMany,
  pushLarge,
  commitToLarge,
  pushAgain,
  pushOneChanged,
  cloneMany,
  promoteMany,
  promoteCentral,
  promoteLarge,
  verifyLocked,
  getMany,
  dropHundredThousand,
  duHundredThousand,
  gcMillion,
  fetchHundredThousand,
  clientsThirtyTwo,
];
