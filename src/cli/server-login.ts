import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { ServerLogin } from '../lake/lake.ts';

/** As whom we come to Postgres, by the variables and the file that its own programs use: PGUSER, PGPASSWORD, PGPASSFILE. */
export function serverLogin(env: NodeJS.ProcessEnv): ServerLogin {
  const { PGUSER, PGPASSWORD, PGPASSFILE } = env;
  return {
    user: PGUSER === undefined || PGUSER === '' ? userInfo().username : PGUSER,
    ...(PGPASSWORD === undefined || PGPASSWORD === '' ? {} : { password: PGPASSWORD }),
    passFile:
      PGPASSFILE === undefined || PGPASSFILE === '' ? join(env.HOME || homedir(), '.pgpass') : PGPASSFILE,
  };
}
