import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Cloud } from '../cloud.js';
import type { Application } from '../directory/types.js';
import type { Installation } from '../installation/installation.js';

const kept = z.object({ header: z.string() });

/** The user-assigned identity of this id that the machine the API runs on may use; undefined when it has none such. */
export function identityOfMachine({ directory }: Cloud, clientId: string | undefined): Application | undefined {
  const application = clientId === undefined ? undefined : directory.application(clientId);
  return application?.managedIdentity === true ? application : undefined;
}

/** What App Service gives its processes as IDENTITY_HEADER: random per installation, the same ever after. */
export function identityHeader(installation: Installation): string {
  return installation.readOrMakeJson('managed-identity.json', kept, freshHeader).header;
}

function freshHeader(): z.infer<typeof kept> {
  return { header: randomBytes(24).toString('hex') };
}
