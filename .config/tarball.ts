import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Packs a folder into a gzipped tar file, the same bytes for the same files; gives its sha2-256 in hex. GNU's tar. */
export async function tarball(folder: string, file: string, seconds: number): Promise<string> {
  execFileSync('chmod', ['-R', 'u+rwX,go+rX,go-w', folder]);
  const same = ['--sort=name', `--mtime=@${seconds}`, '--owner=0', '--group=0', '--numeric-owner'];
  const place = ['-C', dirname(folder), basename(folder)];
  const tar = spawn('tar', [...same, '--format=ustar', '-cf', '-', ...place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => tar.on('close', resolve));
  await pipeline(tar.stdout, createGzip({ level: 6 }), createWriteStream(file));
  if ((await ended) !== 0) {
    rmSync(file);
    throw new Error(`tar could not pack ${folder}`);
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
