// Which licences the packages of production come with, each compared with the list of those we may ship. Ends with 1
// where one is not on it, naming package and licence. `npm run check:licences`
import { productionPackages } from './production-packages.mjs';

/** Permissive: they ask for their notice, which the image keeps, and for nothing else. */
const MAY_SHIP = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];
/** Of a package whose package.json is unclear, as its own files say it. */
const READ_BY_HAND = { 'passport-strategy@1.0.0': 'MIT', 'pause@0.0.1': 'MIT', 'valid-url@1.0.9': 'MIT' };

/** An SPDX expression without exceptions (`WITH`): a choice needs one that may be shipped, a combination all. */
function mayShip(expression) {
  return expression
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => MAY_SHIP.includes(licence.trim())));
}

const counts = new Map();
const refused = [];
for (const entry of productionPackages(process.argv[2] ?? 'package-lock.json')) {
  const name = `${entry.name}@${entry.version}`;
  const licence = READ_BY_HAND[name] ?? entry.license ?? 'none named';
  if (mayShip(licence)) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  else refused.push(`${name}: ${licence}`);
}
for (const [licence, count] of [...counts].toSorted(([, one], [, other]) => other - one))
  console.log(`${String(count).padStart(4)}  ${licence}`);
for (const line of refused) console.error(`not on the list of licences we may ship: ${line}`);
if (refused.length > 0) process.exitCode = 1;
