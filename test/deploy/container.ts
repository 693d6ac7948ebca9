import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from './image-steps.js';

/**
 * What a container engine does to a process, as far as it matters here: a file system that is read-only throughout, a
 * hosts file of its own, the image's user without capabilities, and no environment but its own.
 */
const CONTAINED = `
mount --bind "$HOSTS_FILE" /etc/hosts
mount --bind "$IMAGE_ROOT" "$IMAGE_ROOT"
mount -o remount,bind,ro "$IMAGE_ROOT"
mount -o remount,bind,ro /
cd "$IMAGE_ROOT$IMAGE_DIRECTORY"
exec setpriv --reuid="$IMAGE_USER" --regid="$IMAGE_GROUP" --clear-groups --no-new-privs --bounding-set=-all \\
  env --ignore-environment "$@"
`;

/** Whether this process may give another one a file system of its own (root, CAP_SYS_ADMIN). */
export function mayContain(): boolean {
  const { status } = spawnSync('unshare', ['--mount', 'mount', '-o', 'remount,bind,ro', '/'], { stdio: 'ignore' });
  return status === 0;
}

/** Starts the image's command, or another in its place; hosts as in /etc/hosts, addresses by name. */
export function startContained(
  image: Image,
  environment: Readonly<Record<string, string | undefined>>,
  hosts: Readonly<Record<string, string>>,
  command: readonly string[] = image.command,
): ChildProcess {
  const hostsFile = join(image.root, '..', 'hosts');
  const own = Object.entries(hosts).map(([name, address]) => `${address} ${name}\n`);
  writeFileSync(hostsFile, `${readFileSync('/etc/hosts', 'utf8')}\n${own.join('')}`);
  chmodSync(hostsFile, 0o644);
  const [user = '', group = user] = image.user.split(':');
  const variables = Object.entries({ ...image.environment, ...environment }).map(
    ([name, value]) => `${name}=${value ?? ''}`,
  );
  const [program = '', ...parameters] = command;
  const here = program === '/nodejs/bin/node' ? process.execPath : program;
  return spawn('unshare', ['--mount', '/bin/sh', '-ec', CONTAINED, 'sh', ...variables, here, ...parameters], {
    env: {
      PATH: process.env['PATH'],
      HOSTS_FILE: hostsFile,
      IMAGE_ROOT: image.root,
      IMAGE_DIRECTORY: image.workingDirectory,
      IMAGE_USER: user,
      IMAGE_GROUP: group,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
