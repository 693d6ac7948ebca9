import type { Terminal } from '../terminal/terminal.js';
import { countdown } from '../terminal/moment.js';
import { atEarlyEnd } from '../terminal/cleanup.js';
import { harmless } from '../terminal/visible.js';
import type { Access } from './access.js';
import { accessOf } from './access.js';
import type { Identity } from './identity.js';

/** Somebody signs in on any device with a code that is shown here (RFC 8628). */
export async function signInByDevice(identity: Identity, terminal: Terminal, claims?: string): Promise<Access> {
  let clock: NodeJS.Timeout | undefined;
  const stop = (): void => clearInterval(clock);
  const forget = atEarlyEnd(stop);
  const { bold, accent } = terminal.noteStyle;
  try {
    const request = {
      scopes: [...identity.settings.scopes],
      ...(claims !== undefined && { claims }),
      deviceCodeCallback: (code: { userCode: string; verificationUri: string; expiresIn: number }) => {
        const ends = Date.now() + code.expiresIn * 1000;
        const address = harmless(code.verificationUri);
        const event = { userCode: code.userCode, verificationUri: address, expiresOn: new Date(ends).toISOString() };
        terminal.event(
          { deviceCode: event },
          `To sign in, open ${accent(address)}\nand type the code ${bold(harmless(code.userCode))}`,
        );
        const show = (): void =>
          terminal.progress(`Waiting for you there, ${countdown((ends - Date.now()) / 1000)} left (Ctrl-C ends)`);
        show();
        clock = setInterval(show, 1000).unref();
      },
    };
    const result = await identity.translated(() => identity.publicClient().acquireTokenByDeviceCode(request), false);
    return accessOf(result, 'new');
  } finally {
    stop();
    forget();
    terminal.clearProgress();
  }
}
