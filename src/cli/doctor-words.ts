import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import type { Finding } from '../lake/doctor.ts';

type Facts = Finding['facts'];

/** What each finding of `doctor` says to people: how it is, and what follows when it isn't well. */
const WORDS: Readonly<Record<Finding['check'], (facts: Facts, state: Finding['state']) => string>> = {
  lake: ({ root, id, host }) => safe`Lake ${id ?? ''} in ${root ?? ''}, on the host ${host ?? ''}`,
  store: ({ folder, reason }, state) =>
    state === 'ok'
      ? safe`The store in ${folder ?? ''} can be written`
      : safe`The store in ${folder ?? ''} can't be written: ${reason ?? ''}`,
  link: ({ folder }, state) =>
    state === 'ok'
      ? 'Hard links work: refs move safely, also between hosts'
      : safe`The file system of ${folder ?? ''} has no hard links: refs can't move safely. Keep the store elsewhere (dlake init --store DIR)`,
  flush: ({ folder }, state) =>
    state === 'ok'
      ? 'Files and folders can be flushed: a commit survives power loss'
      : safe`The file system of ${folder ?? ''} can't flush: a power loss may undo a commit. Keep the store elsewhere (dlake init --store DIR)`,
  reflink: ({ shared }) =>
    shared === 'yes'
      ? 'Reflinks work: large files share their blocks with the store'
      : 'No reflinks here: large files are copied, or linked with dlake config linkMode hardlink',
  space: ({ free }, state) => `${formatBytes(Number(free))} free${state === 'warn' ? ': little' : ''}`,
  shared: ({ folder, gid }, state) =>
    state === 'ok'
      ? safe`Everybody of the group ${gid ?? ''} can work in this lake`
      : folder === undefined
        ? safe`This lake is shared by the group ${gid ?? ''}, and you are not in it: ask for it, or take it on with newgrp`
        : safe`This lake is shared by a group, which may not write in ${folder}; its owner lets it by: chmod g+rwxs ${folder}`,
  lock: ({ folder }, state) =>
    state === 'fail'
      ? safe`The file system of ${folder ?? ''} keeps no locks (flock), which the catalog needs. Name a folder on a disk of this host in XDG_CACHE_HOME`
      : state === 'warn'
        ? safe`The catalog is in ${folder ?? ''}, on a network file system: that is slow. Name a folder on a disk of this host in XDG_CACHE_HOME`
        : safe`The lake is on a network file system: this host keeps its catalog in ${folder ?? ''}`,
  git: ({ path }, state) =>
    state === 'ok'
      ? 'git leaves .dlake alone'
      : safe`The lake is in a git repository: add .dlake/ to ${path ?? ''}`,
  catalog: ({ folder, mode, reason, commits, refs }, state) =>
    state === 'ok'
      ? safe`The catalog (${mode ?? ''}) answers: ${count(Number(commits), 'version')} of ${count(Number(refs), 'ref')}`
      : safe`The catalog in ${folder ?? ''} does not answer: ${reason ?? ''}. Make it again with dlake rebuild`,
};

/** A finding as one sentence. */
export const findingWords = ({ check, facts, state }: Finding): string => WORDS[check](facts, state);
