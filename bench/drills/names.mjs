// What a hosts file would say, for one process: every name of the drills is this machine, and no other name is found.
import dns from 'node:dns';
import { isIP } from 'node:net';

/** The domain of all addresses of the drills: production takes no loopback name. */
export const DOMAIN = 'drills.example';

const { lookup } = dns;
dns.lookup = (name, ...rest) => {
  if (isIP(name) !== 0 || name === 'localhost' || name.endsWith(`.${DOMAIN}`))
    return lookup(isIP(name) === 0 ? '127.0.0.1' : name, ...rest);
  const unknown = Object.assign(new Error(`the drills know no ${name}`), { code: 'ENOTFOUND' });
  return process.nextTick(rest.at(-1), unknown);
};
