/** The mode of a file that whoever may read it may also run: `chmod +x` as the umask would have it. */
export const executableMode = (mode: number): number => (mode & 0o777) | ((mode & 0o444) >> 2);
