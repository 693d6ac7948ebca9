/** How the command ends, as `--help` tells. Signals and a closed pipe end it as a shell reports them: 128 + number. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  interrupted: 130,
  pipeClosed: 141,
  terminated: 143,
} as const;
