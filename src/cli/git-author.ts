import { execFile } from 'node:child_process';
import { authorProblem } from '../records/author.ts';

/** Who git takes its user for in a folder, as `Name <email>`; undefined when it doesn't say, or is not there. */
export async function gitAuthor(cwd: string): Promise<string | undefined> {
  const [name, email] = await Promise.all([gitConfig(cwd, 'user.name'), gitConfig(cwd, 'user.email')]);
  if (name === undefined || email === undefined) return undefined;
  const author = `${name} <${email}>`;
  return authorProblem(author) === undefined ? author : undefined;
}

function gitConfig(cwd: string, key: string): Promise<string | undefined> {
  return new Promise((settle) => {
    execFile('git', ['config', '--get', key], { cwd, encoding: 'utf8' }, (error, stdout) => {
      const value = stdout?.trim();
      settle(error === null && value !== '' ? value : undefined);
    });
  });
}
