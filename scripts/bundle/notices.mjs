import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolders } from './package-folders.mjs';

const ITS_LICENCE = /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i;

/** The packages that these modules, given as paths, belong to, each with its version and with its licence in full. */
export async function notices(modules) {
  const sections = await Promise.all(packageFolders(modules).map(section));
  return [...new Set(sections)].toSorted().join(`\n${'-'.repeat(80)}\n\n`);
}

async function section(folder) {
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).toSorted();
  const told = files.filter((file) => ITS_LICENCE.test(file));
  // Some have it in their readme, and some name it and their author and that is all there is.
  const names = told.length > 0 || license !== undefined ? told : files.filter((file) => /^readme/i.test(file));
  const texts = await Promise.all(names.map((file) => readFile(join(folder, file), 'utf8')));
  const own = texts.length > 0 ? texts : [`${license}, ${author?.name ?? author ?? 'its authors'}`];
  return `${name} ${version}\n\n${own.map((text) => text.trim()).join('\n\n')}\n`;
}
