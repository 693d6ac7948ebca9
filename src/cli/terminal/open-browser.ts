import { spawn } from 'node:child_process';
import { variable } from '../environment.js';

/**
 * Opens an address in the person's browser where there is one to be seen; answers whether that was tried. The address
 * is always printed as well.
 */
export function openBrowser(address: string): boolean {
  const opener = openerOf(address);
  if (opener === undefined) return false;
  const child = spawn(opener.program, opener.parameters, { stdio: 'ignore', detached: true });
  // Not there: the address that was printed remains.
  child.on('error', () => undefined);
  child.unref();
  return true;
}

function openerOf(address: string): { program: string; parameters: readonly string[] } | undefined {
  const own = variable('BROWSER');
  if (own !== undefined) return { program: own, parameters: [address] };
  if (process.platform === 'darwin') return { program: 'open', parameters: [address] };
  if (process.platform === 'win32')
    return { program: 'rundll32', parameters: ['url.dll,FileProtocolHandler', address] };
  const seen = variable('DISPLAY') !== undefined || variable('WAYLAND_DISPLAY') !== undefined;
  return seen ? { program: 'xdg-open', parameters: [address] } : undefined;
}
