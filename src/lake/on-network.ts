import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

// Magic numbers of file systems that several hosts may see, and of FUSE, behind which any may be: statfs(2), and
// coreutils' stat.c for those that have their own.
const NETWORK = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
  0x19830326, // BeeGFS
  0x00c36400, // Ceph
  0x65735546, // FUSE
  0x5346414f, // OpenAFS
  0x6b414653, // AFS
  0x01021997, // 9P
  0xaad7aaea, // PanFS
  0x20030528, // OrangeFS
  0x013111a8, // Ibrix
  0x61636673, // ACFS
  0x01161970, // GFS2
  0x7461636f, // OCFS2
  0xbacbacbc, // VMware's shared folders
  0x786f4256, // VirtualBox's
]);

/** Whether a folder, or where it is going to be made, lies on a file system that other hosts may see too. */
export function onNetwork(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    try {
      return NETWORK.has(Number(statfsSync(at).type) >>> 0);
    } catch {
      // Not there yet, or not ours to look at: the folder above tells.
      if (dirname(at) === at) return false;
    }
  }
}
