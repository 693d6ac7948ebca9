// Prints the section of CHANGELOG.md of a version. Ends with 1 where tag (vX.Y.Z), package.json and CHANGELOG.md do not
// agree. `node scripts/release-notes.mjs v1.2.3`
import { readFileSync } from 'node:fs';

const version = /^v(\d+\.\d+\.\d+)$/.exec(process.argv[2] ?? '')?.[1];
const own = JSON.parse(readFileSync('package.json', 'utf8')).version;
const sections = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
const section = sections.find((text) => text.startsWith(`${version} `) || text.startsWith(`[${version}]`));

if (version === undefined) fail('name a tag such as v1.2.3');
else if (own !== version) fail(`package.json says ${own}: set the version, then tag`);
else if (section === undefined) fail(`CHANGELOG.md has no section ${version}: rename Unreleased, then tag`);
else console.log(section.slice(section.indexOf('\n') + 1).trim());

function fail(reason) {
  console.error(reason);
  process.exitCode = 1;
}
