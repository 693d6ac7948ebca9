import { createServer } from 'node:net';
import { listen } from './listening.js';
import type { SandboxSettings } from './settings.js';
import { systemErrorCode } from './system-error.js';

/** One line for each port of ours that another process listens at, with the setting that moves us away from it. */
export async function takenPorts(
  settings: Pick<SandboxSettings, 'port' | 'tlsPort' | 'apiPort' | 'apiTlsPort' | 'host'>,
  which: 'tenant' | 'everything',
): Promise<readonly string[]> {
  const ports = [
    { port: settings.port, setting: 'SANDBOX_PORT', host: settings.host },
    { port: settings.tlsPort, setting: 'SANDBOX_TLS_PORT', host: settings.host },
    ...(which === 'everything'
      ? [
          { port: settings.apiPort, setting: 'PORT', host: 'localhost' },
          { port: settings.apiTlsPort, setting: 'TLS_PORT', host: 'localhost' },
        ]
      : []),
  ];
  const lines: string[] = [];
  for (const [index, { port, setting, host }] of ports.entries()) {
    const twin = ports.slice(0, index).find((earlier) => earlier.port === port);
    if (twin !== undefined) lines.push(`${twin.setting} and ${setting} are both ${port}: change one of them.`);
    else if (await isTaken(host, port))
      lines.push(`Port ${port} is taken by another process: stop that one, or choose another port by ${setting}.`);
  }
  return lines;
}

async function isTaken(host: string, port: number): Promise<boolean> {
  try {
    await (await listen(createServer(), host, port)).close();
    return false;
  } catch (error) {
    if (systemErrorCode(error) === 'EADDRINUSE') return true;
    throw error;
  }
}
