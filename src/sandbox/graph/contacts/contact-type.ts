import type { EntityType } from '../odata/schema.js';
import { collection, complex, dateTime, text } from '../odata/schema.js';

const address = complex({ street: text, city: text, state: text, countryOrRegion: text, postalCode: text });
const names = collection(text);

export const CONTACT_TYPE: EntityType = {
  name: 'microsoft.graph.contact',
  always: ['id'],
  members: {
    id: text,
    createdDateTime: dateTime,
    lastModifiedDateTime: dateTime,
    changeKey: text,
    categories: names,
    parentFolderId: text,
    birthday: dateTime,
    fileAs: text,
    displayName: text,
    givenName: text,
    initials: text,
    middleName: text,
    nickName: text,
    surname: text,
    title: text,
    generation: text,
    emailAddresses: collection(complex({ name: text, address: text })),
    imAddresses: names,
    jobTitle: text,
    companyName: text,
    department: text,
    officeLocation: text,
    profession: text,
    businessHomePage: text,
    assistantName: text,
    manager: text,
    homePhones: names,
    businessPhones: names,
    mobilePhone: text,
    homeAddress: address,
    businessAddress: address,
    otherAddress: address,
    spouseName: text,
    personalNotes: text,
    children: names,
  },
};

export const CONTACT_FOLDER_TYPE: EntityType = {
  name: 'microsoft.graph.contactFolder',
  always: ['id'],
  members: { id: text, parentFolderId: text, displayName: text },
};
