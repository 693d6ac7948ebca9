// The embedded tenant under a name that is not loopback's, as production wants it, with more people in it. A child of
// `tenant.mjs`: takes its options as its argument, says where it is and who is there.
import { randomUUID } from 'node:crypto';
import { keptServerCredentials } from '../../dist/sandbox/installation/certificate-authority.js';
import { startTenant } from '../../dist/sandbox/tenant.js';

const { people, ...options } = JSON.parse(process.argv[2]);
const tenant = await startTenant({ host: 'localhost', ...options });
const { directory, installation } = tenant.cloud;
const [first] = directory.usersNamed('megan@contoso.example');
const crowd = Array.from({ length: people }, (_, number) => {
  const name = `person-${number}@contoso.example`;
  return { ...first, id: randomUUID(), userPrincipalName: name, mail: name };
});
directory.add(crowd);
const { tenantId, clientId, secret } = directory.named('api');
process.on('disconnect', () => process.exit());
process.send({
  registration: { tenantId, clientId, secret },
  people: crowd.map(({ userPrincipalName, id }) => ({ name: userPrincipalName, id })),
  caPath: installation.path('ca.pem'),
  credentials: keptServerCredentials(installation),
});
