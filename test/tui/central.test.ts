import { test } from 'vitest';
import { RAW, smallLake } from '../commands/small-lake.ts';
import { withCentral } from '../faults/with-central.ts';
import { openBrowser } from './open-browser.ts';

withCentral('a lab on Postgres and S3, from the browser', (places) => {
  test('what is pushed may be dropped and got again; what others push is fetched and pulled', async () => {
    const { typed, env } = places().servers;
    await using session = await smallLake(env);
    await session.json(['remote', 'add', 'lab', ...typed]);
    await using terminal = await openBrowser(session);
    await terminal.until(/matrix\.tsv/);
    await terminal.press('P');
    await terminal.until(/to lab\?/);
    await terminal.press('y');
    await terminal.until(/raw\/geo\/GSE2034 is at lab/);
    await terminal.press('X');
    await terminal.until(/once a remote is proved to hold them\?/);
    await terminal.press('y');
    await terminal.until(/GSE2034@v2: .* freed/);
    await terminal.press('i');
    await terminal.until(/GSE2034@v2: .* came/);

    await session.json(['clone', typed[0], '../theirs', '--checkout', RAW]);
    session.write(`theirs/${RAW}/more.tsv`, 'PTEN\n');
    await session.json(['commit', RAW, '-m', 'Theirs'], { cwd: 'theirs' });
    await session.json(['push', 'origin', RAW], { cwd: 'theirs' });
    await terminal.press('f');
    await terminal.until(/1 dataset moved at lab/);
    await terminal.press('p');
    await terminal.until(/from lab\?/);
    await terminal.press('y');
    await terminal.until(/is as lab has it/);
    await terminal.until(/GSE2034 +v3 = [\s\S]*Theirs[\s\S]*more\.tsv/);
    await terminal.press('q');
    await terminal.until(/^ended 0$/m);
  });
});
