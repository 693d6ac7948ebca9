/**
 * Writes the nginx configuration of deploy/compose into a folder, fitted to this machine: addresses, ports and folders
 * alone are replaced. Answers the parameters by which nginx reads it. Throws where the configuration lacks one of them.
 */
export function fittedNginx(
  folder: string,
  places: {
    readonly ports: { readonly https: number; readonly http: number };
    readonly replicas: readonly number[];
    readonly tls: { readonly cert: string; readonly key: string };
  },
): string[];
