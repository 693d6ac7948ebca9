// Bill of materials of what production installs, from package-lock.json: `npm run --silent sbom > behalf.cdx.json`.
// `npm sbom --omit dev` leaves out what a development dependency needs as well. https://cyclonedx.org/docs/1.5/json/
import { readFileSync } from 'node:fs';
import { productionPackages } from './production-packages.mjs';

const file = (name) => new URL(`../${name}`, import.meta.url);
const { name, version } = JSON.parse(readFileSync(file('package.json'), 'utf8'));

const components = new Map();
for (const entry of productionPackages(file('package-lock.json'))) {
  const purl = `pkg:npm/${entry.name.replace('@', '%40')}@${entry.version}`;
  const [algorithm, digest] = entry.integrity.split('-');
  components.set(purl, {
    type: 'library',
    'bom-ref': purl,
    name: entry.name,
    version: entry.version,
    scope: entry.optional === true ? 'optional' : 'required',
    purl,
    hashes: [{ alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') }],
    ...(entry.license && { licenses: [{ expression: entry.license }] }),
  });
}
const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { type: 'application', 'bom-ref': name, name, version } },
  components: [...components.values()],
};
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
