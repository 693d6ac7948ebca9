import { ConfigurationError } from './load-config.js';

/** The settings that say where a server listens. */
export interface ListenSettings {
  readonly host: string;
  readonly port: string;
}

/** Codes of the operating system and what they say of which setting. */
const REASONS: ReadonlyMap<string, readonly [keyof ListenSettings, string]> = new Map([
  ['EADDRINUSE', ['port', 'names a port that is taken: end what listens there, or name another']],
  ['EACCES', ['port', 'names a port that this process may not listen on: name one above 1023']],
  ['EADDRNOTAVAIL', ['host', 'names no address of this machine']],
  ['ENOTFOUND', ['host', 'names a host that cannot be found']],
  ['EAI_AGAIN', ['host', 'names a host that cannot be found: no name server answered']],
]);

/** Why a server could not listen, by the setting at fault and never its value; any other error as it is. */
export function listenFailure(error: unknown, settings: ListenSettings): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo') return error;
  const [setting, reason] = REASONS.get(String(error.code)) ?? [
    'host',
    `cannot be listened at (${String(error.code)})`,
  ];
  return new ConfigurationError([{ name: settings[setting], reason }], { cause: error });
}
