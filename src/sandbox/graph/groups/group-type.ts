import type { EntityType } from '../odata/schema.js';
import { bool, collection, complex, dateTime, guid, text } from '../odata/schema.js';
import { USER_TYPE } from '../people/user-type.js';

/** microsoft.graph.group without its relations. */
export const GROUP_TYPE: EntityType = {
  name: 'microsoft.graph.group',
  search: { words: ['displayName'], named: { displayName: 'displayName', description: 'description', mail: 'mail' } },
  members: {
    id: guid,
    deletedDateTime: dateTime,
    classification: text,
    createdDateTime: dateTime,
    description: text,
    displayName: text,
    expirationDateTime: dateTime,
    groupTypes: collection(text),
    isAssignableToRole: bool,
    mail: text,
    mailEnabled: bool,
    mailNickname: text,
    membershipRule: text,
    onPremisesSyncEnabled: bool,
    preferredDataLocation: text,
    proxyAddresses: collection(text),
    renewedDateTime: dateTime,
    securityEnabled: bool,
    securityIdentifier: text,
    theme: text,
    uniqueName: text,
    visibility: text,
  },
};

/** What `/members` and `/memberOf` hold: users and groups side by side. */
export const DIRECTORY_OBJECT_TYPE: EntityType = {
  name: 'microsoft.graph.directoryObject',
  members: { ...GROUP_TYPE.members, ...USER_TYPE.members },
  search: { words: ['displayName'], named: { displayName: 'displayName', description: 'description' } },
};

export const ORGANIZATION_TYPE: EntityType = {
  name: 'microsoft.graph.organization',
  members: {
    id: guid,
    deletedDateTime: dateTime,
    businessPhones: collection(text),
    city: text,
    country: text,
    countryLetterCode: text,
    createdDateTime: dateTime,
    displayName: text,
    postalCode: text,
    preferredLanguage: text,
    state: text,
    street: text,
    technicalNotificationMails: collection(text),
    tenantType: text,
    verifiedDomains: collection(
      complex({ capabilities: text, isDefault: bool, isInitial: bool, name: text, type: text }),
    ),
  },
};
