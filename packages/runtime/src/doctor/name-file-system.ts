/** A file system, and what SQLite makes of it. */
export interface FileSystem {
  name: string;
  /** `unsafe`: it loses locks. `slow`: it works, where whoever made it kept to the rules. */
  kind: 'local' | 'slow' | 'unsafe';
}

/** By the numbers that Linux gives them (statfs(2)). */
const KNOWN: Record<number, FileSystem> = {
  0x6969: { name: 'NFS', kind: 'unsafe' },
  0x517b: { name: 'SMB', kind: 'unsafe' },
  0xfe534d42: { name: 'SMB', kind: 'unsafe' },
  0xff534d42: { name: 'CIFS', kind: 'unsafe' },
  0x01021997: { name: '9p', kind: 'slow' },
  0x65735546: { name: 'FUSE', kind: 'slow' },
  0xef53: { name: 'ext4', kind: 'local' },
  0x58465342: { name: 'XFS', kind: 'local' },
  0x9123683e: { name: 'btrfs', kind: 'local' },
  0x01021994: { name: 'tmpfs', kind: 'local' },
  0x794c7630: { name: 'overlay', kind: 'local' },
};

/** The file system of a type number; one that is not known counts as local. */
export function nameFileSystem(type: number): FileSystem {
  return KNOWN[type] ?? { name: 'local', kind: 'local' };
}
