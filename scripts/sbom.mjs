// Bill of materials of what production installs, from package-lock.json: `npm run --silent sbom > behalf.cdx.json`.
// `npm sbom --omit dev` leaves out what a development dependency needs as well. https://cyclonedx.org/docs/1.5/json/
import { readFileSync } from 'node:fs';

const { name, version, packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const IN_MODULES = 'node_modules/';

function component(path, entry) {
  const packageName = entry.name ?? path.slice(path.lastIndexOf(IN_MODULES) + IN_MODULES.length);
  const purl = `pkg:npm/${packageName.replace('@', '%40')}@${entry.version}`;
  const [algorithm, digest] = entry.integrity?.split('-') ?? [];
  return {
    type: 'library',
    'bom-ref': purl,
    name: packageName,
    version: entry.version,
    scope: entry.optional === true ? 'optional' : 'required',
    purl,
    ...(digest && { hashes: [{ alg: algorithm.replace('sha', 'SHA-'), content: hex(digest) }] }),
    ...(entry.license && { licenses: [{ expression: entry.license }] }),
  };
}

function hex(digest) {
  return Buffer.from(digest, 'base64').toString('hex');
}

const ofProduction = Object.entries(packages).filter(
  ([path, entry]) => path !== '' && entry.dev !== true && entry.devOptional !== true,
);
const components = new Map(
  ofProduction.map(([path, entry]) => component(path, entry)).map((each) => [each['bom-ref'], each]),
);
const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { type: 'application', 'bom-ref': name, name, version } },
  components: [...components.values()],
};
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
