import { afterAll, beforeAll, describe } from 'vitest';
import { findCeph, findMinio, isCephHere, isMinioHere, type S3Server } from '../../servers/s3.ts';

/** Runs cases on every S3 server that is to be had; in CI that is both. */
export function onEachServer(name: string, cases: (server: () => S3Server) => void): void {
  // In CI none may be passed over.
  const must = process.env.CI === 'true';
  const servers = [
    { label: 'MinIO', find: findMinio, here: must || isMinioHere() },
    { label: 'Ceph', find: findCeph, here: must || isCephHere() },
  ];
  for (const { label, find, here } of servers) {
    describe.skipIf(!here)(`${name}, on ${label}`, () => {
      let server: S3Server | undefined;
      beforeAll(async () => {
        server = await find();
      });
      afterAll(() => server?.stop());
      cases(() => {
        if (server === undefined) throw new Error(`there is no ${label} here`);
        return server;
      });
    });
  }
}
