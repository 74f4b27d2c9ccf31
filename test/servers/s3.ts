import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Credentials } from '../../src/store/s3/s3-address.ts';

/** A real S3 server for tests. */
export interface S3Server {
  readonly name: 'MinIO' | 'Ceph';
  readonly endpoint: string;
  readonly credentials: S3Credentials;
  /** What a lifecycle day lasts, in seconds: a real one where it is not set. */
  readonly lifecycleDay?: number;
  /** Ends it and starts it again with what it has; only of a program that tests started. */
  restart?(): Promise<void>;
  stop(): Promise<void>;
}

const IMAGE = 'quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z';
const KEYS: S3Credentials = { accessKeyId: 'dlake-test', secretAccessKey: 'dlake-test-secret' };

/**
 * A real MinIO: the one at DLAKE_TEST_MINIO (`http://KEY:SECRET@host:port`), else one in a container where a Docker
 * engine answers, else the program on this machine (DLAKE_TEST_MINIO_BIN, or `minio` in PATH). Undefined when there
 * is none; in CI (CI=true) that is an error.
 */
export async function findMinio(): Promise<S3Server | undefined> {
  const found = given('MinIO', process.env.DLAKE_TEST_MINIO) ?? (await contained()) ?? (await started());
  if (found === undefined && process.env.CI === 'true')
    throw new Error('no MinIO: set DLAKE_TEST_MINIO or DLAKE_TEST_MINIO_BIN');
  return found;
}

/**
 * A real RADOS Gateway of Ceph, which differs from AWS where MinIO does not: the one at DLAKE_TEST_CEPH
 * (`http://KEY:SECRET@host:port?day=10`, the seconds of a lifecycle day), as `.ci/ceph` starts it. Undefined when
 * there is none; in CI (CI=true) that is an error.
 */
export async function findCeph(): Promise<S3Server | undefined> {
  const found = given('Ceph', process.env.DLAKE_TEST_CEPH);
  if (found === undefined && process.env.CI === 'true')
    throw new Error('no Ceph: set DLAKE_TEST_CEPH, as .ci/ceph prints it');
  return found;
}

/** Whether `findMinio` would find one. */
export const isMinioHere = (): boolean =>
  (process.env.DLAKE_TEST_MINIO ?? '') !== '' || minioProgram() !== undefined || dockerAnswers();

/** Whether `findCeph` would find one. */
export const isCephHere = (): boolean => (process.env.DLAKE_TEST_CEPH ?? '') !== '';

function given(name: S3Server['name'], text: string | undefined): S3Server | undefined {
  if (text === undefined || text === '') return undefined;
  const url = new URL(text);
  const credentials = {
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
  };
  const day = url.searchParams.get('day');
  const endpoint = `${url.protocol}//${url.host}`;
  return {
    name,
    endpoint,
    credentials,
    ...(day !== null && { lifecycleDay: Number(day) }),
    stop: async () => {},
  };
}

async function contained(): Promise<S3Server | undefined> {
  if (!dockerAnswers()) return undefined;
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer(IMAGE)
    .withEnvironment({ MINIO_ROOT_USER: KEYS.accessKeyId, MINIO_ROOT_PASSWORD: KEYS.secretAccessKey })
    .withCommand(['server', '/data'])
    .withExposedPorts(9000)
    .withWaitStrategy(Wait.forHttp('/minio/health/ready', 9000))
    .start();
  const endpoint = `http://${container.getHost()}:${container.getMappedPort(9000)}`;
  return { name: 'MinIO', endpoint, credentials: KEYS, stop: async () => void (await container.stop()) };
}

function dockerAnswers(): boolean {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

async function started(): Promise<S3Server | undefined> {
  const program = minioProgram();
  if (program === undefined) return undefined;
  const home = mkdtempSync(join(tmpdir(), 'dlake-minio-'));
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const run = async () => {
    const child = spawn(
      program,
      ['server', '--quiet', '--address', new URL(endpoint).host, join(home, 'data')],
      {
        env: {
          PATH: process.env.PATH,
          HOME: home,
          MINIO_ROOT_USER: KEYS.accessKeyId,
          MINIO_ROOT_PASSWORD: KEYS.secretAccessKey,
          MINIO_BROWSER: 'off',
          MINIO_UPDATE: 'off',
        },
        stdio: 'ignore',
      },
    );
    const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
    const end = async () => {
      child.kill('SIGTERM');
      await ended;
    };
    for (let tries = 600; !(await isReady(`${endpoint}/minio/health/ready`)); tries--) {
      if (tries === 0 || child.exitCode !== null) {
        await end();
        throw new Error('MinIO did not start');
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return end;
  };
  let end = await run();
  return {
    name: 'MinIO',
    endpoint,
    credentials: KEYS,
    restart: async () => {
      await end();
      end = await run();
    },
    stop: async () => {
      await end();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function minioProgram(): string | undefined {
  const named = process.env.DLAKE_TEST_MINIO_BIN;
  if (named !== undefined && named !== '') return named;
  try {
    return execFileSync('sh', ['-c', 'command -v minio'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(address),
      );
    });
  });
}
