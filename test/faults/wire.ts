import { type CentralLake, openCentralLake } from '../../src/lake/central/open-central-lake.ts';
import type { LakeHost, ServerLogin } from '../../src/lake/lake.ts';
import type { CentralServers } from '../servers/central.ts';
import { type HttpFault, type HttpProxy, startHttpProxy } from '../servers/http-proxy.ts';
import { startProxy, type TcpProxy } from '../servers/proxy.ts';
import type { S3Server } from '../servers/s3.ts';

/** The way to the two servers of a central lake, which can be cut. */
export interface Wire {
  readonly sql: TcpProxy;
  readonly s3: HttpProxy;
  /** Opens the lake over this way; a Postgres that goes away is waited for so many milliseconds, by default few. */
  open(patience?: number): Promise<CentralLake>;
  /** Is away for everybody, until it is called with false. */
  away(server: 'sql' | 's3', yes: boolean): void;
  close(): Promise<void>;
}

/** Something that goes wrong with the n-th request, 1 for the next one. */
export interface Cut {
  readonly what: string;
  order(wire: Wire, n: number): { readonly happened: boolean; cancel(): void };
}

/** Lays a wire before the servers of a lake. */
export async function layWire(servers: CentralServers, minio: S3Server): Promise<Wire> {
  const catalog = new URL(servers.place.catalog);
  const sql = await startProxy(Number(catalog.port || 5432));
  const s3 = await startHttpProxy(Number(new URL(minio.endpoint).port));
  catalog.host = `127.0.0.1:${sql.port}`;
  const place = { catalog: catalog.href, store: servers.place.store.replace(minio.endpoint, s3.url) };
  let gone: { cancel(): void } | undefined;
  return {
    sql,
    s3,
    open: (patience = 300) => {
      const login = { patience } as ServerLogin;
      const host: LakeHost = { ...servers.host, login };
      return openCentralLake(place, host);
    },
    away: (server, yes) => {
      if (server === 'sql') {
        sql.refuse(yes);
        if (yes) sql.cutAll();
      } else {
        gone?.cancel();
        gone = yes
          ? s3.order({ kind: 'cut-request', after: 0 }, { times: Number.POSITIVE_INFINITY })
          : undefined;
      }
    },
    close: async () => {
      await sql.close();
      await s3.close();
    },
  };
}

/** A connection that is given up says so, late: that is no step of what comes next. */
const isStep = (begin: Buffer) => begin[0] !== 'X'.charCodeAt(0);

const sqlCut = (what: string, direction: 'to-server' | 'to-client'): Cut => ({
  what: `Postgres cut ${what}`,
  order: ({ sql }, request) => sql.order({ kind: 'cut', request, direction, like: isStep }),
});

const s3Cut = (what: string, fault: HttpFault, times: number): Cut => ({
  what: `S3 ${what}`,
  order: ({ s3 }, from) => {
    const ordered = s3.order(fault, { from, times });
    return {
      get happened() {
        return ordered.times > 0;
      },
      cancel: () => ordered.cancel(),
    };
  },
});

const sqlGone: Cut = {
  what: 'Postgres gone for good',
  order: ({ sql }, n) => {
    let left = n;
    const count = (begin: Buffer) => {
      if (isStep(begin)) left -= 1;
      if (left === 0) {
        sql.refuse(true);
        sql.cutAll();
      }
      return false;
    };
    const ordered = sql.order({ kind: 'cut', like: count });
    return {
      get happened() {
        return left <= 0;
      },
      cancel: () => {
        ordered.cancel();
        sql.refuse(false);
      },
    };
  },
};

/** Every way in which a connection is cut. */
export const CUTS: readonly Cut[] = [
  sqlCut('before it hears', 'to-server'),
  sqlCut('before it is heard', 'to-client'),
  sqlGone,
  s3Cut('cut before it hears', { kind: 'cut-request', after: 0 }, 1),
  s3Cut('cut in what is sent', { kind: 'cut-request', after: 30 }, 1),
  s3Cut('cut in the answer', { kind: 'cut-response', after: 10 }, 1),
  s3Cut('cut after all is done', { kind: 'lose-response' }, 1),
  s3Cut('gone for good', { kind: 'cut-request', after: 0 }, Number.POSITIVE_INFINITY),
];
