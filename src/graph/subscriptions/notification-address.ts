/** Scheme, host and port in the one spelling that every URL parser reads alike: no userinfo, no backslash, no white space. */
const PLAIN_ADDRESS =
  /^(https?):\/\/([a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])(?::(\d{1,5}))?(?:[/?][!-[\]-~]*)?$/i;

/** Whether notifications sent to this address arrive at one of these origins, whoever parses it. */
export function arrivesAt(address: string, origins: readonly string[], { https }: { https: boolean }): boolean {
  const [, scheme = '', host = ''] = PLAIN_ADDRESS.exec(address) ?? [];
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol !== `${scheme.toLowerCase()}:` || (https && url.protocol !== 'https:')) return false;
  // What the parser makes another host of, such as 127.1, may be a third one elsewhere.
  return url.hostname === host.toLowerCase() && origins.includes(url.origin);
}
