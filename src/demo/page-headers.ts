import type { AppConfig } from '../config/app-config.js';

/** Where files of Microsoft's own Graph lie: pre-authenticated addresses lead there. */
const FILE_HOSTS: readonly string[] = [
  'https://*.sharepoint.com',
  'https://*.1drv.com',
  'https://*.microsoftpersonalcontent.com',
  'https://*.sharepoint.us',
  'https://*.sharepoint.cn',
];

/**
 * What the page may do: talk to this API, to the identity provider and to where Graph keeps files, show pictures it has
 * fetched itself, and run no script that is not a file of this origin.
 */
export function pageHeaders({ identity, graph }: AppConfig): Readonly<Record<string, string>> {
  const fileHosts = identity.browserAuthorityHost === graph.baseUrl ? [] : FILE_HOSTS;
  const connect = new Set(["'self'", identity.browserAuthorityHost, graph.baseUrl, ...fileHosts]);
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    `connect-src ${[...connect].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types note',
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
