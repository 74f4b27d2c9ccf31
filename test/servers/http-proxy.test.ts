import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type HttpProxy, startHttpProxy } from './http-proxy.ts';

/** A server that keeps what is put and gives it back. */
const kept = new Map<string, Buffer>();
const hosts: (string | undefined)[] = [];
const server = createServer((request, response) => {
  hosts.push(request.headers.host);
  buffer(request).then(
    (body) => {
      const { method, url = '' } = request;
      if (method === 'PUT') kept.set(url, body);
      const found = kept.get(url);
      response.writeHead(found === undefined ? 404 : 200, {
        'content-length': method === 'PUT' ? 0 : (found?.length ?? 0),
      });
      response.end(method === 'GET' ? found : undefined);
    },
    () => {},
  );
});
let proxy: HttpProxy;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startHttpProxy((server.address() as { port: number }).port);
});
afterAll(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  proxy.forget();
  kept.clear();
  hosts.splice(0);
});

const put = (path: string, body: string) => fetch(proxy.url + path, { method: 'PUT', body });
const get = (path: string) => fetch(proxy.url + path);
const BODY = 'abcdefgh'.repeat(10_000);

describe('an HTTP proxy that spoils single requests', () => {
  test('passes all as it is else, with the host that the client named, and tells what it saw', async () => {
    expect((await put('/a?x=1', BODY)).status).toBe(200);
    expect(await (await get('/a?x=1')).text()).toBe(BODY);
    expect((await fetch(`${proxy.url}/a?x=1`, { method: 'HEAD' })).headers.get('content-length')).toBe(
      '80000',
    );
    expect((await get('/b')).status).toBe(404);
    expect(proxy.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'PUT /a?x=1',
      'GET /a?x=1',
      'HEAD /a?x=1',
      'GET /b',
    ]);
    expect(new Set(hosts)).toEqual(new Set([new URL(proxy.url).host]));
  });

  test('answers some requests by itself, as a server does that is busy', async () => {
    const fault = proxy.order(
      { kind: 'answer', status: 503, code: 'SlowDown' },
      { when: ({ method }) => method === 'PUT', from: 2, times: 2 },
    );
    const statuses = [];
    for (const path of ['/1', '/2', '/3', '/4']) statuses.push((await put(path, 'x')).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    expect([...kept.keys()]).toEqual(['/1', '/4']);
    expect(fault.times).toBe(2);
    proxy.order({ kind: 'answer', status: 500, code: 'InternalError' });
    expect(await (await get('/1')).text()).toContain('<Code>InternalError</Code>');
  });

  test('cuts the connection in the middle of what is sent: the server has nothing of it', async () => {
    proxy.order({ kind: 'cut-request', after: 1000 });
    await expect(put('/a', BODY)).rejects.toThrow();
    await sleep(50);
    expect(kept.size).toBe(0);
    expect((await put('/a', BODY)).status).toBe(200);
  });

  test('cuts it in the middle of an answer, or lets the answer end early', async () => {
    await put('/a', BODY);
    proxy.order({ kind: 'cut-response', after: 1000 });
    const cut = await get('/a');
    expect(cut.headers.get('content-length')).toBe('80000');
    await expect(cut.text()).rejects.toThrow();
    proxy.order({ kind: 'truncate-response', to: 1000 });
    expect(await (await get('/a')).text()).toBe(BODY.slice(0, 1000));
    expect(await (await get('/a')).text()).toBe(BODY);
  });

  test('loses the answer to what the server has done', async () => {
    proxy.order({ kind: 'lose-response' });
    await expect(put('/a', 'x')).rejects.toThrow();
    expect(kept.has('/a')).toBe(true);
  });

  test('turns a bit over, on the way there and on the way back', async () => {
    proxy.order({ kind: 'flip-request', bit: 8 * 70_000 });
    await put('/a', BODY);
    const wrong = `${BODY.slice(0, 70_000)}\`${BODY.slice(70_001)}`;
    expect(kept.get('/a')?.toString()).toBe(wrong);
    await put('/a', BODY);
    proxy.order({ kind: 'flip-response', bit: 8 * 70_000 });
    expect(await (await get('/a')).text()).toBe(wrong);
    expect(await (await get('/a')).text()).toBe(BODY);
  });

  test('stalls until the client gives up', async () => {
    const fault = proxy.order({ kind: 'stall' });
    const signal = AbortSignal.timeout(100);
    await expect(fetch(`${proxy.url}/a`, { signal })).rejects.toThrow('timeout');
    expect(fault.times).toBe(1);
    expect(hosts).toEqual([]);
  });
});
