import { existsSync } from 'node:fs';
import type { AppConfig } from './app-config.js';
import { loadConfig } from './load-config.js';

/** This process's configuration. Throws ConfigurationError. */
export function readEnvironment(): AppConfig {
  return loadConfig(readVariables());
}

/**
 * The only reader of `process.env` in the product. In development a `.env` file in the working directory fills in what
 * the environment leaves open.
 */
export function readVariables(): Readonly<Record<string, string | undefined>> {
  if (process.env['NODE_ENV'] !== 'production' && existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}
