import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startTenant } from '../../src/sandbox/tenant.js';

const SOURCE = new URL('../../src/sandbox', import.meta.url).pathname;
const CACHE = new URL('../../node_modules/.cache/behalf', import.meta.url).pathname;

/**
 * Fills `folder` with the files of a tenant that was started once, so that a test file need not make keys and
 * certificates of its own. The template is kept between runs for as long as the tenant's source stays the same.
 */
export async function copyTenantTemplate(folder: string): Promise<void> {
  const template = join(CACHE, `tenant-${sourceDigest()}`);
  if (!existsSync(template)) await makeTemplate(template);
  cpSync(template, folder, { recursive: true });
}

async function makeTemplate(template: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  const api = { http: 'http://localhost:1', https: 'https://localhost:1' };
  const tenant = await startTenant({ folder: draft, port: 0, tlsPort: 0, host: '127.0.0.1', api });
  await tenant.close();
  try {
    renameSync(draft, template);
  } catch (error) {
    // Another test file was faster: its template is as good.
    rmSync(draft, { recursive: true });
    if (!existsSync(template)) throw error;
  }
}

function sourceDigest(): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(SOURCE, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  return hash.digest('hex').slice(0, 16);
}
