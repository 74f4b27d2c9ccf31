import type { Socket } from 'node:net';
import { DlakeError, isDlakeError } from '../../errors.ts';
import type { Control, Session } from '../engine/session.ts';
import { SqlError, sqlErrorFacts } from '../engine/sql-error.ts';
import type { EndTurn, Turns } from '../engine/turns.ts';
import { encodeFrame, type Frame, frameReader } from './frame.ts';
import type { Refusal, Reply, Request, Version } from './message.ts';

/** What a served client shares with all others. */
export interface Served {
  readonly session: Session;
  readonly generation: string;
  readonly turns: Turns;
  readonly version: Version;
  /** How long a transaction may wait for its client's next statement, in milliseconds. */
  readonly idleInTransaction: number;
  /** Why a client that says hello so is not served; undefined when it is. */
  refusal(hello: Extract<Request, { kind: 'hello' }>): Refusal | undefined;
  /** Somebody asks the owner to leave. */
  leave(): void;
  /** The engine failed: it is not to be asked again, least of all for a clean end. */
  broken(error: unknown): void;
}

type Statement = Extract<Request, { kind: 'query' | Control }>;

const isStatement = (head: Request): head is Statement =>
  ['query', 'begin', 'commit', 'rollback'].includes(head.kind);

/**
 * Serves one client until its connection ends: its statements in order, each with a turn of its own, or all
 * with the one turn of its transaction. A client that goes away in a transaction, or lets it idle, is rolled
 * back before the next turn begins.
 */
export function serveClient(socket: Socket, served: Served): void {
  const { session, turns, version } = served;
  const read = frameReader<Request>();
  const gone = new AbortController();
  let known = false;
  let transaction: EndTurn | undefined;
  let idle: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();

  const send = (head: Reply, rows: Frame<Reply>['rows'] = []) => {
    if (!gone.signal.aborted) socket.write(encodeFrame({ head, rows }));
  };

  const greet = (hello: Extract<Request, { kind: 'hello' }>) => {
    const why = served.refusal(hello);
    known = why === undefined;
    const me = { pid: process.pid, ...version };
    const { generation } = served;
    send(why === undefined ? { kind: 'welcome', ...me, generation } : { kind: 'refused', why, ...me });
  };

  /** Runs a statement with the turn; says whether a transaction is open after it. */
  const run = async (head: Statement, rows: Frame<Request>['rows'], open: boolean): Promise<boolean> => {
    try {
      if (head.kind === 'query') {
        const { columns, affected, rows: found } = await session.query(head.text, rows[0] ?? []);
        send({ kind: 'result', columns, affected }, found);
        return open;
      }
      send({ kind: 'done', committed: await session.control(head.kind) });
      return head.kind === 'begin';
    } catch (error) {
      if (error instanceof SqlError) send({ kind: 'error', error: sqlErrorFacts(error) });
      else if (error instanceof DlakeError) send({ kind: 'failed', code: error.code, data: error.data });
      if (!(error instanceof SqlError || isDlakeError(error, 'disk-full'))) served.broken(error);
      return open;
    }
  };

  const answer = async ({ head, rows }: Frame<Request>): Promise<void> => {
    if (gone.signal.aborted) return;
    if (head.kind === 'hello') return greet(head);
    if (!known || !isStatement(head)) throw new Error(`unexpected ${head.kind}`);
    clearTimeout(idle);
    const turn = transaction ?? (await turns.take(gone.signal));
    let open = transaction !== undefined;
    try {
      open = await run(head, rows, open);
    } finally {
      transaction = open ? turn : undefined;
      if (!open) turn();
    }
    if (open && !gone.signal.aborted) idle = setTimeout(() => socket.destroy(), served.idleInTransaction);
  };

  const rollBack = async () => {
    clearTimeout(idle);
    if (transaction === undefined) return;
    await session.control('rollback').catch(served.broken);
    transaction();
    transaction = undefined;
  };

  socket.on('data', (chunk: Buffer) => {
    try {
      for (const frame of read(chunk)) {
        if (frame.head.kind === 'ping') send({ kind: 'pong' });
        else if (frame.head.kind === 'leave') served.leave();
        else work = work.then(() => answer(frame)).catch(() => void socket.destroy());
      }
    } catch {
      socket.destroy();
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    gone.abort(new Error('the client is gone'));
    work = work.then(rollBack);
  });
}
