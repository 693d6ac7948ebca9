import { z } from 'zod';

const name = z.string().max(255).nullable().exactOptional();
const names = z.array(z.string().max(255)).max(100).exactOptional();
const address = z
  .object({ street: name, city: name, state: name, countryOrRegion: name, postalCode: name })
  .nullable()
  .exactOptional();

/** The properties of a contact clients may write (https://learn.microsoft.com/graph/api/resources/contact). */
export const CONTACT_INPUT = z.object({
  assistantName: name,
  birthday: z.iso.datetime({ offset: true }).nullable().exactOptional(),
  businessAddress: address,
  businessHomePage: name,
  businessPhones: names,
  categories: names,
  children: names,
  companyName: name,
  department: name,
  displayName: name,
  emailAddresses: z
    .array(z.object({ name: z.string().max(255).nullish(), address: z.string().max(320).nullish() }))
    .max(3)
    .exactOptional(),
  fileAs: name,
  generation: name,
  givenName: name,
  homeAddress: address,
  homePhones: names,
  imAddresses: names,
  initials: name,
  jobTitle: name,
  manager: name,
  middleName: name,
  mobilePhone: name,
  nickName: name,
  officeLocation: name,
  otherAddress: address,
  personalNotes: z.string().max(30_000).exactOptional(),
  profession: name,
  spouseName: name,
  surname: name,
  title: name,
});
export type ContactInput = z.infer<typeof CONTACT_INPUT>;

/** microsoft.graph.contact as it goes out. */
export type Contact = ContactInput & {
  readonly '@odata.etag': string;
  readonly id: string;
  readonly changeKey: string;
  readonly createdDateTime: string;
  readonly lastModifiedDateTime: string;
  readonly parentFolderId: string;
};

/** What Graph shows of a contact nobody has said anything about. */
export const BLANK: ContactInput = {
  assistantName: null,
  birthday: null,
  businessAddress: {},
  businessHomePage: null,
  businessPhones: [],
  categories: [],
  children: [],
  companyName: null,
  department: null,
  displayName: '',
  emailAddresses: [],
  fileAs: '',
  generation: null,
  givenName: null,
  homeAddress: {},
  homePhones: [],
  imAddresses: [],
  initials: null,
  jobTitle: null,
  manager: null,
  middleName: null,
  mobilePhone: null,
  nickName: null,
  officeLocation: null,
  otherAddress: {},
  personalNotes: '',
  profession: null,
  spouseName: null,
  surname: null,
  title: null,
};

/** The names Outlook makes up where the client gives none: `Given Surname`, filed as `Surname, Given`. */
export function namedAfter(input: ContactInput): ContactInput {
  const { givenName, surname } = input;
  const parts = [givenName, surname].filter((part) => part);
  return {
    ...input,
    displayName: input.displayName ?? parts.join(' '),
    fileAs: input.fileAs ?? parts.toReversed().join(', '),
  };
}
