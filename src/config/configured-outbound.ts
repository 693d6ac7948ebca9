import { Outbound } from '../common/outbound/outbound.js';
import { TrustedRootsError } from '../common/outbound/trusted-roots.js';
import type { AppConfig } from './app-config.js';
import { ConfigurationError } from './load-config.js';

/** The way out that the settings name. Throws ConfigurationError where EXTRA_CA_FILE cannot be used. */
export function configuredOutbound(
  { extraCaFile, limits: { connectTimeoutMs }, proxy }: AppConfig,
  onUnusableRoots?: () => void,
): Outbound {
  try {
    return new Outbound({
      extraCaFile,
      connectTimeoutMs,
      proxy: proxy?.server,
      noProxy: proxy?.exemptions,
      ...(onUnusableRoots && { onUnusableRoots }),
    });
  } catch (error) {
    if (!(error instanceof TrustedRootsError)) throw error;
    throw new ConfigurationError([{ name: 'EXTRA_CA_FILE', reason: 'names a file without a readable certificate' }]);
  }
}
