import { openMemoryStore } from '../../src/store/memory/open-memory-store.ts';
import { storeConformance } from './conformance.ts';

storeConformance('the memory store', async () => {
  const store = openMemoryStore();
  return { store, again: async () => store, remove: () => store.close() };
});
