// Reads vitest's JSON reports of the gate: `skipped REPORT` names the files in which tests were passed over,
// `sum BROKEN REPORT...` gives the gate's last line,
// after the name of each test that failed or was passed over. A test that a later report has is what the later one says,
// unless it failed before; steps of the gate that broke, and files that did not even load, count as failed.
import { readFileSync } from 'node:fs';

const [mode, ...args] = process.argv.slice(2);
const read = (report) => JSON.parse(readFileSync(report, 'utf8')).testResults;
const isSkipped = ({ status }) => status !== 'passed' && status !== 'failed';

if (mode === 'skipped') {
  for (const file of read(args[0])) if (file.assertionResults.some(isSkipped)) console.log(file.name);
} else {
  const [broken, ...reports] = args;
  const known = new Map();
  let unloaded = 0;
  for (const report of reports) {
    for (const file of read(report)) {
      if (file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed')) {
        unloaded += 1;
        console.error(`failed outside of its tests: ${file.name}`);
      }
      for (const [index, { fullName, status }] of file.assertionResults.entries()) {
        const key = `${file.name}\n${fullName}\n${index}`;
        const before = known.get(key);
        if (before === undefined || isSkipped({ status: before }) || status === 'failed')
          known.set(key, status);
      }
    }
  }
  const count = (wanted) => [...known.values()].filter(wanted).length;
  for (const [key, status] of known)
    if (status !== 'passed')
      console.error(
        `${status === 'failed' ? 'failed' : 'skipped'}: ${key.split('\n').slice(0, 2).join(': ')}`,
      );
  const failed = count((status) => status === 'failed');
  // A step whose tests failed broke for that reason alone.
  const otherwise = Math.max(0, Number(broken) - (failed + unloaded > 0 ? 1 : 0));
  if (otherwise > 0)
    console.error(`failed: ${otherwise} in which no test failed, as an error that no test caught`);
  console.log(
    `${count((status) => status === 'passed')} passed, ${failed + unloaded + otherwise} failed, ${count((status) => isSkipped({ status }))} skipped`,
  );
}
