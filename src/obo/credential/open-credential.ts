import type { Clock } from '../../common/clock.js';
import type { Log } from '../../common/log.js';
import type { Outbound } from '../../common/outbound/outbound.js';
import type { AppConfig } from '../../config/app-config.js';
import { ConfigurationError } from '../../config/load-config.js';
import { readCertificate } from './certificate.js';
import type { ClientCredential, CredentialKind } from './client-credential.js';
import { CredentialError } from './credential.errors.js';
import { readFederatedToken } from './federated-token.js';
import { FileCredential } from './file-credential.js';
import { ManagedIdentityCredential } from './managed-identity-credential.js';
import { managedIdentityToken } from './managed-identity-token.js';
import { SecretCredential } from './secret-credential.js';
import { WatchedFile } from './watched-file.js';

const CERTIFICATE_WARNING_MS = 14 * 86_400_000;

/** Which setting a flaw of a file is told beside. */
const SETTING_OF_FILE = {
  federated_token_file: 'AZURE_FEDERATED_TOKEN_FILE',
  certificate: 'AZURE_CLIENT_CERTIFICATE_PATH',
} as const;

export interface CredentialParts {
  readonly config: AppConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbound: Outbound;
}

/**
 * The credential that was chosen. A file is read now, so that one that cannot be used ends the start; a managed
 * identity is asked when it is needed. Throws ConfigurationError.
 */
export async function openCredential({ config, clock, log, outbound }: CredentialParts): Promise<ClientCredential> {
  const { credential } = config.identity;
  const { identityTimeoutMs: timeoutMs } = config.limits;
  const onTrouble = ({ flaw }: CredentialError): void =>
    log.warn('credential_source_unusable', { kind: credential.kind, flaw });
  if (credential.kind === 'secret') return new SecretCredential(credential.clientSecret);
  if (credential.kind === 'managed_identity') {
    const dispatcher = outbound.agent({ headersTimeout: timeoutMs, connections: 2 }, 'direct');
    const fetchToken = () => managedIdentityToken(dispatcher, { ...credential, timeoutMs });
    return new ManagedIdentityCredential(fetchToken, clock, onTrouble);
  }
  if (credential.kind === 'federated_token_file') {
    const file = new WatchedFile(credential.path, readFederatedToken, onTrouble);
    return opened(new FileCredential(credential.kind, 0, file));
  }
  const file = new WatchedFile(credential.path, (pem) => readCertificate(pem, credential), onTrouble);
  return opened(new FileCredential(credential.kind, CERTIFICATE_WARNING_MS, file));
}

async function opened(credential: FileCredential): Promise<ClientCredential> {
  try {
    await credential.present();
    return credential;
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error;
    throw new ConfigurationError([{ name: settingOf(credential.kind, error), reason: error.reason }]);
  }
}

function settingOf(kind: Extract<CredentialKind, keyof typeof SETTING_OF_FILE>, { flaw }: CredentialError): string {
  return flaw === 'password_missing' || flaw === 'password_wrong'
    ? 'AZURE_CLIENT_CERTIFICATE_PASSWORD'
    : SETTING_OF_FILE[kind];
}
