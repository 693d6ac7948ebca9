// Bill of materials of what production installs, from package-lock.json: `npm run --silent sbom > behalf.cdx.json`.
// `npm sbom --omit dev` leaves out what a development dependency needs as well.
import { billOfMaterials } from './bill-of-materials.mjs';
import { productionPackages } from './production-packages.mjs';

process.stdout.write(billOfMaterials(productionPackages(new URL('../package-lock.json', import.meta.url))));
