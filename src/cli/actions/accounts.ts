import { keepProfile, profileLayer } from '../settings/profile.js';
import type { SessionOptions } from '../session.js';
import { Session } from '../session.js';

/** Lists who is in the cache; `use` makes one of them the account of the profile. */
export function accounts(options: SessionOptions & { readonly use?: string }): Promise<void> {
  const { use, ...others } = options;
  return Session.with(
    { ...others, ...(use !== undefined && { account: use }) },
    async ({ identity, terminal, settings }) => {
      if (use !== undefined) {
        const { homeAccountId } = await identity.account();
        await keepProfile(settings.folder, { ...profileLayer(settings.folder), account: homeAccountId });
      }
      const all = await identity.accounts();
      const { account: kept } = profileLayer(settings.folder);
      const described = all.map(({ username, name, tenantId, environment, homeAccountId }) => ({
        username,
        name,
        tenantId,
        authority: environment,
        homeAccountId,
        current: homeAccountId === kept || all.length === 1,
      }));
      terminal.result(described, () => {
        if (described.length === 0) return 'Nobody is signed in. Sign in: behalf login\n';
        const rows = described.map(({ current, username, name, tenantId }) => [
          current ? '*' : '',
          username,
          name ?? '',
          tenantId,
        ]);
        return terminal.table(['', 'Account', 'Name', 'Tenant'], rows);
      });
    },
  );
}

/** Forgets an account, or everything of the profile: tokens of applications too. */
export function logout(options: SessionOptions & { readonly all?: boolean }): Promise<void> {
  return Session.with(
    options,
    async ({ identity, terminal, kept }) => {
      if (options.all === true) {
        const everybody = await identity.accounts();
        await kept?.tokens.clear();
        terminal.result(
          { forgotten: everybody.map(({ username }) => username) },
          () => 'Everything that was kept is forgotten.\n',
        );
        return;
      }
      const account = await identity.account();
      await identity.forget(account);
      terminal.result({ forgotten: [account.username] }, () => `${account.username} is forgotten here.\n`);
    },
    options.cache !== false,
  );
}
