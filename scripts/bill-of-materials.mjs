import { readFileSync } from 'node:fs';

/** Of these packages, as `productionPackages` answers them, in JSON. https://cyclonedx.org/docs/1.5/json/ */
export function billOfMaterials(packages) {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const components = new Map();
  for (const entry of packages) {
    const purl = `pkg:npm/${entry.name.replace('@', '%40')}@${entry.version}`;
    const [algorithm, digest] = entry.integrity.split('-');
    components.set(purl, {
      type: 'library',
      'bom-ref': purl,
      name: entry.name,
      version: entry.version,
      scope: entry.optional === true || entry.devOptional === true ? 'optional' : 'required',
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
  return `${JSON.stringify(bill, null, 2)}\n`;
}
