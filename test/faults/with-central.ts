import { afterAll, beforeAll, describe, vi } from 'vitest';
import type { FsckProblem } from '../../src/lake/fsck.ts';
import { fsck } from '../../src/lake/fsck.ts';
import type { Lake } from '../../src/lake/lake.ts';
import { type CentralServers, centralServers } from '../servers/central.ts';
import { findPostgres, type PostgresServer } from '../servers/postgres.ts';
import { findMinio, isMinioHere, type S3Server } from '../servers/s3.ts';

/** A central lake for one file of tests, and the servers that it is on. */
export interface CentralPlaces {
  readonly minio: S3Server;
  readonly postgres: PostgresServer;
  readonly servers: CentralServers;
}

/** Runs cases on a central lake on MinIO and Postgres; where none is to be had they are passed over, but never in CI. */
export function withCentral(name: string, cases: (places: () => CentralPlaces) => void): void {
  // Many requests and commands, on machines that may be busy.
  vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 });
  describe.skipIf(process.env.CI !== 'true' && !isMinioHere())(name, () => {
    const made: { minio?: S3Server; postgres?: PostgresServer; servers?: CentralServers } = {};
    beforeAll(async () => {
      made.minio = must('MinIO', await findMinio());
      made.postgres = must('Postgres', await findPostgres());
      made.servers = await centralServers(made.minio, made.postgres);
    });
    afterAll(async () => {
      await made.servers?.stop();
      await made.postgres?.stop();
      await made.minio?.stop();
    });
    cases(() => ({
      minio: must('MinIO', made.minio),
      postgres: must('Postgres', made.postgres),
      servers: must('lake', made.servers),
    }));
  });
}

function must<T>(what: string, found: T | undefined): T {
  if (found === undefined) throw new Error(`there is no ${what} here`);
  return found;
}

/** What is wrong with the structure of a lake. */
export async function problemsOf(lake: Lake): Promise<readonly FsckProblem[]> {
  const problems: FsckProblem[] = [];
  for await (const problem of fsck(lake)) problems.push(problem);
  return problems;
}
