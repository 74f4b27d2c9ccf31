import { afterAll } from 'vitest';
import { openCatalog } from '../../src/catalog/open-catalog.ts';
import { catalogFolder } from './catalog-folder.ts';
import { lineageSuite } from './lineage-suite.ts';
import { logSuite } from './log-suite.ts';
import { placementSuite } from './placement-suite.ts';
import { searchSuite } from './search-suite.ts';
import { catalogSuite } from './suite.ts';

const place = catalogFolder();
afterAll(() => place.remove());

catalogSuite('PGlite in this process', () => openCatalog({ ...place, mode: 'inline' }));
searchSuite('PGlite in this process', () =>
  openCatalog({ ...place, folder: `${place.folder}-search`, mode: 'inline' }),
);
placementSuite('PGlite in this process', () =>
  openCatalog({ ...place, folder: `${place.folder}-placements`, mode: 'inline' }),
);
logSuite('PGlite in this process', () =>
  openCatalog({ ...place, folder: `${place.folder}-logs`, mode: 'inline' }),
);
lineageSuite('PGlite in this process', () =>
  openCatalog({ ...place, folder: `${place.folder}-lineage`, mode: 'inline' }),
);
