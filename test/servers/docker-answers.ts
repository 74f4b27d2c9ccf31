import { execFileSync } from 'node:child_process';

/** Whether a Docker engine answers here, so that servers can be had in containers. */
export function dockerAnswers(): boolean {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}
