// Loaded before the program: writes the names of all files it loads, and of the parts of Node, to a file.
const { registerHooks } = require('node:module');
const { writeFileSync } = require('node:fs');

const files = [];
registerHooks({
  load(url, context, next) {
    files.push(url);
    return next(url, context);
  },
});
process.on('exit', () => {
  const builtins = process.moduleLoadList
    .filter((name) => name.startsWith('NativeModule '))
    .map((name) => name.slice(13));
  writeFileSync(process.env.TRACE_FILE, JSON.stringify({ files, builtins }));
});
