import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { breakAByte } from './break-a-byte.ts';
import { ROOT, Transcript } from './transcript.ts';

/**
 * `npm run demo`: what a researcher does with dlake, on real records and in a temporary folder, as a transcript.
 * Fails when any step does not do what it should. A build in another folder may be named.
 */
const RECORDS = join(import.meta.dirname, 'records');
const place = mkdtempSync(join(tmpdir(), 'dlake-demo-'));
const lake = join(place, 'my-lake');
mkdirSync(lake);
mkdirSync(join(place, 'home'));
const session = new Transcript(process.argv[2] ?? ROOT, lake, join(place, 'home'));

function put(record: string, file: string, folder: string): void {
  cpSync(join(RECORDS, record, file), join(lake, folder, file), { recursive: true });
  session.did(`cp records/${record}/${file} ${folder}/`);
}

try {
  session.say('A lake is a folder. Nothing else has to be installed or started.');
  session.dlake(['init']);
  session.dlake(['config', 'author', 'Ada Example <ada@example.org>']);

  session.say('Version 1 of a dataset: the UniProt entry of a serotonin receptor, as text.');
  const receptor = 'raw/uniprot/Q13639';
  put('uniprot/Q13639', 'Q13639.txt', receptor);
  const source = 'https://rest.uniprot.org/uniprotkb/Q13639';
  session.dlake(['commit', receptor, '-m', 'Entry as text', '--url', `${source}.txt`, '--keyword', 'GPCR'], {
    shows: [receptor, 'v1'],
  });

  session.say('Version 2: the same entry as XML beside it.');
  put('uniprot/Q13639', 'Q13639.xml', receptor);
  session.dlake(['status'], { shows: [receptor, 'Q13639.xml'] });
  session.dlake(['commit', receptor, '-m', 'XML too', '--url', `${source}.xml`, '--keyword', 'GPCR'], {
    shows: [receptor, 'v2'],
  });

  session.say('Other datasets: one more protein, and crystal structures.');
  put('uniprot/P62258', 'P62258.txt', 'raw/uniprot/P62258');
  session.dlake(['commit', 'raw/uniprot/P62258', '-m', '14-3-3 protein epsilon'], { shows: ['v1'] });
  put('pdb/1a8o', '1A8O.cif.gz', 'raw/pdb/1a8o');
  put('pdb/1a8o', '1A8O.pdb.gz', 'raw/pdb/1a8o');
  session.dlake(['commit', 'raw/pdb/1a8o', '-m', 'HIV capsid, C-terminal domain'], { shows: ['v1'] });
  put('pdb/1lcd', '1LCD.cif.gz', 'raw/pdb/1lcd');
  session.dlake(['commit', 'raw/pdb/1lcd', '-m', 'lac repressor headpiece'], { shows: ['v1'] });

  session.say('What happened, what changed, and where a file comes from.');
  session.dlake(['log', receptor], { shows: ['Entry as text', 'XML too', 'Ada Example', 'v1', 'v2'] });
  session.dlake(['diff', `${receptor}@v1`, `${receptor}@v2`], { shows: ['Q13639.xml'] });
  session.dlake(['whence', `${receptor}/Q13639.txt`], { shows: [receptor, 'v1', 'v2', 'Q13639.txt'] });
  session.dlake(['search', 'GPCR'], { shows: [receptor] });

  session.say('Are these still the bytes that were committed?');
  session.dlake(['verify']);

  session.say('A disk fails: one bit flips in what the store keeps of the XML.');
  const bytes = readFileSync(join(lake, receptor, 'Q13639.xml'));
  const { file, at } = breakAByte(join(lake, '.dlake', 'store'), bytes);
  session.did(`flip-a-bit .dlake/store/${file} ${at}`);
  session.dlake(['verify'], { exit: 4, shows: [receptor, 'v2', 'Q13639.xml', /[0-9a-f]{64}/] });
  session.dlake(['cat', `${receptor}:Q13639.xml`], { exit: 4 });

  session.say(
    'verify named the dataset, the version and the file, and the damaged bytes were not given out as good.',
    'What was not damaged is still there.',
  );
  session.dlake(['checkout', `${receptor}@v1`, '--to', '../v1']);
  const [before, after] = [join(lake, receptor), join(place, 'v1')].map((folder) =>
    readFileSync(join(folder, 'Q13639.txt')),
  );
  if (before === undefined || !after?.equals(before)) throw new Error('the text is not what was committed');
  session.say('Everything behaved as it should.');
} finally {
  session.quietly(['catalog', 'stop']);
  rmSync(place, { recursive: true });
}
