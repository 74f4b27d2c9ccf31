#!/usr/bin/env node
// The launcher. Old syntax on purpose: an old Node must get as far as the sentence that says what is needed.
var needed = [22, 22];
var found = process.versions.node.split('.').map(Number);

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(
    'Error: dlake needs Node ' +
      needed.join('.') +
      ' or newer, and this is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\nHint: Install a newer Node, or name one: /path/to/node ' +
      process.argv[1] +
      '\n',
  );
  process.exitCode = 1;
} else {
  start();
}

function start() {
  // Keeps compiled code, which makes a start about a third faster. A cache that can't be written is no error.
  var home = process.env.HOME;
  var cache = process.env.XDG_CACHE_HOME || (home && home !== '/' ? home + '/.cache' : undefined);
  if (cache) require('node:module').enableCompileCache(cache + '/dlake/compiled');
  require('../dist/start.js');
}
