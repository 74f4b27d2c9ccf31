import type { OpenRemote } from './open-remote.ts';
import type { RemoteSources } from './remote-sources.ts';

/** One remote, as what files come from. */
export const onlyFrom = (remote: OpenRemote): Pick<RemoteSources, 'for'> => ({
  async *for() {
    yield remote;
  },
});
