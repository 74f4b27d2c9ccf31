import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startProxy, type TcpProxy } from './proxy.ts';

/** A server that says every line back. */
const server = createServer((socket) => {
  socket.on('error', () => {});
  let waiting = '';
  socket.on('data', (chunk) => {
    waiting += chunk.toString('latin1');
    for (let at = waiting.indexOf('\n'); at >= 0; at = waiting.indexOf('\n')) {
      heard.push(waiting.slice(0, at));
      socket.write(`${waiting.slice(0, at)}!\n`, 'latin1');
      waiting = waiting.slice(at + 1);
    }
  });
});
const heard: string[] = [];
let proxy: TcpProxy;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startProxy((server.address() as { port: number }).port);
});
afterAll(async () => {
  await proxy.close();
  server.close();
});
beforeEach(() => {
  proxy.forget();
  heard.splice(0);
});

async function open(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Says a line and gives the answer; what came of it when the connection ended before. */
async function ask(socket: Socket, line: string): Promise<string> {
  socket.write(`${line}\n`);
  let answer = '';
  while (!answer.endsWith('\n')) {
    const [what] = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    if (!Buffer.isBuffer(what)) break;
    answer += what.toString('latin1');
  }
  return answer;
}

describe('a proxy that misbehaves when it is told to', () => {
  test('passes all as it is else, and counts', async () => {
    const socket = await open();
    expect(await ask(socket, 'one')).toBe('one!\n');
    expect(await ask(socket, 'two')).toBe('two!\n');
    socket.end();
    expect(await text(socket)).toBe('');
    expect(proxy.counts).toEqual({ connections: 1, requests: 2, bytesToServer: 8, bytesToClient: 10 });
  });

  test('cuts after so many bytes, on their way to the server', async () => {
    const socket = await open();
    const fault = proxy.order({ kind: 'cut', after: 6 });
    expect(await ask(socket, 'one')).toBe('one!\n');
    expect(fault.happened).toBe(false);
    expect(await ask(socket, 'two')).toBe('');
    expect(fault.happened).toBe(true);
    expect(heard).toEqual(['one']);
    expect(await ask(await open(), 'again')).toBe('again!\n');
  });

  test('cuts in the middle of the answer to the second request, which the server has carried out', async () => {
    const socket = await open();
    proxy.order({ kind: 'cut', direction: 'to-client', request: 2, after: 2 });
    expect(await ask(socket, 'one')).toBe('one!\n');
    expect(await ask(socket, 'two')).toBe('tw');
    expect(heard).toEqual(['one', 'two']);
  });

  test('loses the answer to the request that begins so', async () => {
    const socket = await open();
    proxy.order({ kind: 'cut', direction: 'to-client', like: (begin) => begin.includes('COMMIT') });
    expect(await ask(socket, 'insert')).toBe('insert!\n');
    expect(await ask(socket, 'COMMIT')).toBe('');
    expect(heard).toEqual(['insert', 'COMMIT']);
  });

  test('stalls, until the connection is closed', async () => {
    const socket = await open();
    proxy.order({ kind: 'stall', direction: 'to-client' });
    const answer = ask(socket, 'one');
    expect(await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 100, 'nothing'))])).toBe(
      'nothing',
    );
    proxy.cutAll();
    expect(await answer).toBe('');
  });

  test('turns a bit over', async () => {
    const socket = await open();
    proxy.order({ kind: 'flip', after: 1 });
    expect(await ask(socket, 'aaa')).toBe('a`a!\n');
    expect(await ask(socket, 'aaa')).toBe('aaa!\n');
  });

  test('is as a server that is down, and up again', async () => {
    const socket = await open();
    proxy.refuse(true);
    proxy.cutAll();
    expect(await ask(socket, 'one')).toBe('');
    expect(await ask(await open(), 'one')).toBe('');
    proxy.refuse(false);
    expect(await ask(await open(), 'one')).toBe('one!\n');
    expect(heard).toEqual(['one']);
  });

  test('a fault that was cancelled does not happen', async () => {
    const fault = proxy.order({ kind: 'cut' });
    fault.cancel();
    expect(await ask(await open(), 'one')).toBe('one!\n');
    expect(fault.happened).toBe(false);
  });
});
