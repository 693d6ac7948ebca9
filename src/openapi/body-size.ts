const MEGABYTE = 1024 * 1024;

/** A number of bytes as people write it, in whole megabytes. */
export function sizeOf(bytes: number): string {
  return `${bytes / MEGABYTE} MB`;
}
