import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPostgres, type PostgresServer } from '../servers/postgres.ts';
import { postgresPrograms } from '../servers/postgres-programs.ts';
import { findMinio, type S3Server } from '../servers/s3.ts';
import type { BenchPlace } from './bench-place.ts';
import type { Command, Step } from './command.ts';

/** Where rclone copies to. */
const RCLONE_BUCKET = 'rclone';

/** The servers of a lab, started for one case: the newest Postgres and MinIO that are to be had. */
export class BenchServers {
  readonly #place: BenchPlace;
  readonly #minio: S3Server;
  readonly #postgres: PostgresServer;
  #made = 0;

  private constructor(place: BenchPlace, minio: S3Server, postgres: PostgresServer) {
    this.#place = place;
    this.#minio = minio;
    this.#postgres = postgres;
    const { accessKeyId, secretAccessKey } = minio.credentials;
    Object.assign(place.env, {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      RCLONE_CONFIG: '/dev/null',
      RCLONE_CONFIG_LAB_TYPE: 's3',
      RCLONE_CONFIG_LAB_PROVIDER: 'Minio',
      RCLONE_CONFIG_LAB_ENDPOINT: minio.endpoint,
      RCLONE_CONFIG_LAB_ENV_AUTH: 'true',
    });
  }

  static async start(place: BenchPlace): Promise<BenchServers> {
    const [minio, postgres] = await Promise.all([findMinio(), findPostgres()]);
    if (minio === undefined || postgres === undefined)
      throw new Error('this takes MinIO and Postgres, as test/servers find them');
    return new BenchServers(place, minio, postgres);
  }

  /** Has the remote `lab` of a lake be a central lake that is new and empty; gives its catalog's address. */
  newLab(lake: string): string {
    this.#made += 1;
    const name = `bench${this.#made}`;
    const catalog = this.#postgres.address(name);
    const [programs] = postgresPrograms();
    if (programs === undefined) throw new Error('this takes the programs of Postgres');
    execFileSync(join(programs.bin, 'psql'), [
      '-qc',
      `CREATE DATABASE ${name}`,
      this.#postgres.address('postgres'),
    ]);
    const store = `s3://${name}-{layer}?endpoint=${this.#minio.endpoint}`;
    const verb = existsSync(join(lake, '.dlake', 'remotes.json')) ? 'set-url' : 'add';
    this.#place.run(this.#place.dlake(lake, 'remote', verb, 'lab', catalog, store));
    this.#place.run(this.#place.dlake(lake, 'remote', 'setup', 'lab'));
    return catalog;
  }

  /** Has the remote `lab` of several lakes be one that is new and empty. */
  sameLab([first, ...others]: readonly string[]): void {
    if (first === undefined) return;
    this.newLab(first);
    const remotes = (lake: string) => join(lake, '.dlake', 'remotes.json');
    for (const lake of others) copyFileSync(remotes(first), remotes(lake));
  }

  /** `rclone copy` of a folder to a new place at the server, each time that it is run. */
  rcloneUp(folder: string): Step {
    let runs = 0;
    const command = () => this.rclone(folder, `lab:up${runs}`);
    return {
      label: '`rclone copy`',
      before: () => {
        runs += 1;
      },
      get command() {
        return command();
      },
    };
  }

  /** `rclone copy` with 32 transfers, to the server or back from it: `lab:` stands for its bucket. */
  rclone(from: string, to: string): Command {
    const at = (place: string) => place.replace(/^lab:/, `lab:${RCLONE_BUCKET}/`);
    return this.#place.command(this.#place.folder, 'rclone', 'copy', '--transfers', '32', at(from), at(to));
  }

  async stop(): Promise<void> {
    await Promise.all([this.#minio.stop(), this.#postgres.stop()]);
  }
}
