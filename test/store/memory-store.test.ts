import { describe } from 'vitest';
import { openMemoryStore } from '../../src/store/memory/open-memory-store.ts';
import { freeingCases } from './conformance/freeing.ts';
import { storeConformance } from './conformance.ts';

const make = async () => {
  const store = openMemoryStore();
  return { store, again: async () => store, remove: () => store.close() };
};

storeConformance('the memory store', make);
describe('the memory store', () => freeingCases(make));
