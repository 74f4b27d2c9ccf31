import { afterAll } from 'vitest';
import { openCatalog } from '../../src/catalog/open-catalog.ts';
import { catalogFolder } from './catalog-folder.ts';
import { searchSuite } from './search-suite.ts';
import { catalogSuite } from './suite.ts';

const place = catalogFolder();
afterAll(() => place.remove());

catalogSuite('PGlite in this process', () => openCatalog({ ...place, mode: 'inline' }));
searchSuite('PGlite in this process', () =>
  openCatalog({ ...place, folder: `${place.folder}-search`, mode: 'inline' }),
);
