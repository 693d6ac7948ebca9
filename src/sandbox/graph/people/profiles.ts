import { readFileSync } from 'node:fs';
import { z } from 'zod';

const profile = z.strictObject({
  jobTitle: z.string().nullable().default(null),
  department: z.string().nullable().default(null),
  officeLocation: z.string().nullable().default(null),
  businessPhones: z.array(z.string()).default([]),
  mobilePhone: z.string().nullable().default(null),
  employeeId: z.string().nullable().default(null),
  preferredLanguage: z.string().nullable().default(null),
  usageLocation: z.string().nullable().default(null),
  streetAddress: z.string().nullable().default(null),
  city: z.string().nullable().default(null),
  state: z.string().nullable().default(null),
  postalCode: z.string().nullable().default(null),
  country: z.string().nullable().default(null),
  /** User principal name, of the same tenant. */
  manager: z.string().optional(),
  /** File below seeds/photos. */
  photo: z.string().optional(),
  hired: z.iso.date().optional(),
});

/** What the seeds say of a person beyond the directory. */
export type Profile = z.infer<typeof profile>;

/** Profiles by user principal name, from `seeds/people.json`. */
export function readProfiles(): ReadonlyMap<string, Profile> {
  const file = new URL('../seeds/people.json', import.meta.url);
  const seeds = z.record(z.string(), profile).parse(JSON.parse(readFileSync(file, 'utf8')));
  return new Map(Object.entries(seeds));
}

export const NO_PROFILE: Profile = profile.parse({});
