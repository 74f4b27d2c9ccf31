import type { BenchPlace } from './bench-place.ts';
import type { Command, Step } from './command.ts';

/**
 * A step that writes many files, into a new folder each time; all of them go with the place. What has just been
 * removed is not free yet: without a journal ext4 passes over every inode that was freed within the last minute, so
 * that 20,000 files took 0.9 s of its time on an untouched disk, and 12 s where as many had been removed before.
 */
export function intoFresh(place: BenchPlace, label: string, commandFor: (folder: string) => Command): Step {
  let runs = 0;
  const command = () => commandFor(place.path(`${label.replaceAll(/\W+/g, '-')}-${runs}`));
  return {
    label,
    before: () => {
      runs += 1;
    },
    get command() {
      return command();
    },
  };
}
