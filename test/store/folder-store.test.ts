import { storeConformance } from './conformance.ts';
import { folderHarness } from './folder-harness.ts';

storeConformance('the folder store', folderHarness);
