import { storeConformance } from '../conformance.ts';
import { onEachServer } from './on-each-server.ts';
import { s3Harness } from './s3-harness.ts';

onEachServer('the S3 store', (server) => storeConformance('it', () => s3Harness(server())));
