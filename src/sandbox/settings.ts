import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import type { ApiOrigins } from './directory/seeded-directory.js';

const port = (otherwise: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine((value) => value > 0 && value <= 65_535, 'must be a port number')
    .default(otherwise);

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
);

/** The variables the launcher and the embedded tenant read, each in `.env.example` as well. */
export const sandboxVariables = z.object({
  PORT: port(3000),
  TLS_PORT: port(3443),
  SANDBOX_PORT: port(3001),
  SANDBOX_TLS_PORT: port(3444),
  SANDBOX_HOST: z.string().default('localhost'),
  SANDBOX_ORIGINS: list
    .refine((all) => all.every(isOrigin), 'must be a comma-separated list of origins such as https://login.example')
    .default([]),
  SANDBOX_TLS_HOSTS: list
    .refine((all) => all.every(isHost), 'must be a comma-separated list of host names or addresses')
    .default([]),
});

/** The settings of the launcher and the embedded tenant. */
export interface SandboxSettings {
  readonly port: number;
  readonly tlsPort: number;
  readonly host: string;
  readonly furtherOrigins: readonly string[];
  readonly tlsHosts: readonly string[];
  /** Where the API listens, and where the launcher's TLS door in front of it does. */
  readonly apiPort: number;
  readonly apiTlsPort: number;
  readonly api: ApiOrigins;
  /** The folder of the installation. */
  readonly folder: string;
  /** The environment names a tenant, a client or a credential, or is production: the embedded tenant stays away. */
  readonly configuredElsewhere: boolean;
  /** Started by an npm script, which does not pass on its own sudden end. */
  readonly startedByNpm: boolean;
}

/** Names the settings that are wrong and why, never their values. */
export class SettingsError extends Error {}

/** What points the API at a real tenant; any of them keeps the embedded one away. */
const REAL_TENANT = [
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_MANAGED_IDENTITY_CLIENT_ID',
];

/** Reads the settings. A variable that is set to nothing counts as unset. Throws SettingsError. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): SandboxSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => (value ?? '').trim() !== ''));
  const parsed = sandboxVariables.safeParse(given);
  if (!parsed.success)
    throw new SettingsError(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('\n'));
  const { PORT, TLS_PORT, SANDBOX_PORT, SANDBOX_TLS_PORT, SANDBOX_HOST, SANDBOX_ORIGINS, SANDBOX_TLS_HOSTS } =
    parsed.data;
  return {
    port: SANDBOX_PORT,
    tlsPort: SANDBOX_TLS_PORT,
    host: SANDBOX_HOST,
    furtherOrigins: SANDBOX_ORIGINS,
    tlsHosts: SANDBOX_TLS_HOSTS,
    apiPort: PORT,
    apiTlsPort: TLS_PORT,
    api: {
      http: new URL(`http://localhost:${PORT}`).origin,
      https: new URL(`https://localhost:${TLS_PORT}`).origin,
    },
    folder: '.sandbox',
    configuredElsewhere: given['NODE_ENV'] === 'production' || REAL_TENANT.some((name) => name in given),
    startedByNpm: 'npm_lifecycle_event' in given,
  };
}

/** This process's environment with the working directory's `.env` file beneath it. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  if (process.env['NODE_ENV'] !== 'production' && existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

function isOrigin(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^(?=.{1,253}$)[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*$/i.test(text);
}
