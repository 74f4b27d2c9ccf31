import { afterAll } from 'vitest';
import { openCatalog } from '../../src/catalog/open-catalog.ts';
import { catalogFolder } from './catalog-folder.ts';
import { searchSuite } from './search-suite.ts';
import { catalogSuite } from './suite.ts';

const [place, place2] = [catalogFolder(), catalogFolder()];
afterAll(() => Promise.all([place.remove(), place2.remove()]));

catalogSuite('the catalog process', () => openCatalog({ ...place, mode: 'process' }));
searchSuite('the catalog process', () => openCatalog({ ...place2, mode: 'process' }));
