import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { ServerLogin } from '../lake/lake.ts';

/** As whom we come to Postgres, by the variables and the file that its own programs use: PGUSER, PGPASSWORD, PGPASSFILE. */
export function serverLogin(env: NodeJS.ProcessEnv): ServerLogin {
  const set = (name: string) => (env[name] === '' ? undefined : env[name]);
  const user = set('PGUSER') ?? ofUser(() => userInfo().username);
  const password = set('PGPASSWORD');
  const home = set('HOME') ?? ofUser(homedir);
  const passFile = set('PGPASSFILE') ?? (home === undefined ? undefined : join(home, '.pgpass'));
  return {
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(passFile === undefined ? {} : { passFile }),
  };
}

/** Undefined for a user of whom the system knows nothing but a number, as in many containers. */
function ofUser(ask: () => string): string | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
