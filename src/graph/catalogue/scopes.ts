/**
 * Sets of delegated scopes that several operations share, each sufficient alone, the least privileged first
 * (https://learn.microsoft.com/graph/permissions-reference).
 */
export const DIRECTORY_READ = ['Directory.Read.All', 'Directory.ReadWrite.All'];
const AGENT_USERS = ['AgentIdUser.ReadWrite.All', 'AgentIdUser.ReadWrite.IdentityParentedBy'];
const DEVICES_WRITE = [
  'DeviceManagementApps.ReadWrite.All',
  'DeviceManagementConfiguration.ReadWrite.All',
  'DeviceManagementManagedDevices.ReadWrite.All',
  'DeviceManagementServiceConfig.ReadWrite.All',
];
const DEVICES_READ = [...DEVICES_WRITE.map((scope) => scope.replace('ReadWrite', 'Read')), ...DEVICES_WRITE];

export const ORGANIZATION_READ = [
  'User.Read',
  'User.Read.All',
  'Organization.Read.All',
  'Organization.ReadWrite.All',
  ...DIRECTORY_READ,
  ...DEVICES_READ.filter((scope) => /Configuration|ServiceConfig/.test(scope)),
];

export const USERS_READ = ['User.Read.All', 'User.ReadWrite.All', ...DIRECTORY_READ, ...AGENT_USERS];
export const USERS_LIST = ['User.ReadBasic.All', ...USERS_READ, ...DEVICES_READ];
export const PROFILE_READ = ['User.Read', 'User.ReadWrite', 'User.ReadBasic.All', ...USERS_READ];
export const PROFILE_WRITE = [
  'User.ReadWrite',
  'User.ReadWrite.All',
  'Directory.ReadWrite.All',
  'User-Mail.ReadWrite.All',
  'User-PasswordProfile.ReadWrite.All',
  'User-Phone.ReadWrite.All',
  'User.EnableDisableAccount.All',
  'User.ManageIdentities.All',
  ...AGENT_USERS,
  ...DEVICES_WRITE,
];
export const REPORTS_READ = ['User.Read', ...USERS_READ];
export const PHOTO_READ = ['User.Read', 'User.ReadBasic.All', 'ProfilePhoto.Read.All', 'ProfilePhoto.ReadWrite.All'];
export const PEOPLE_READ = ['People.Read', 'People.Read.All'];
export const MEMBERSHIPS_READ = [
  'User.Read',
  'GroupMember.ReadBasic.All',
  'GroupMember.Read.All',
  'Group.ReadBasic.All',
  ...DIRECTORY_READ,
];

export const GROUPS_READ = [
  'Group.ReadBasic.All',
  'GroupMember.Read.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  ...DIRECTORY_READ,
  'Group-NestingSupport.ReadWrite.All',
  'Group-PreferredDataLocation.ReadWrite.All',
  'Group.ManageProtection.All',
];
export const OWNERS_READ = [
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
];
export const MEMBERS_READ = ['GroupMember.ReadBasic.All', 'Group.ReadBasic.All', ...OWNERS_READ];
export const GROUPS_ALL = ['Group.Read.All', 'Group.ReadWrite.All'];

export const TEAMS_LIST = ['Team.ReadBasic.All', 'TeamSettings.Read.All', 'TeamSettings.ReadWrite.All'];
export const TEAM_READ = [...TEAMS_LIST, ...GROUPS_ALL, ...DIRECTORY_READ];
export const CHANNELS_READ = [
  'Channel.ReadBasic.All',
  'ChannelSettings.Read.All',
  'ChannelSettings.ReadWrite.All',
  ...GROUPS_ALL,
  ...DIRECTORY_READ,
];
export const CHATS_READ = ['Chat.ReadBasic', 'Chat.Read', 'Chat.ReadWrite'];
export const PRESENCE_READ = ['Presence.Read', 'Presence.Read.All'];

export const TASKS_READ = ['Tasks.Read', 'Tasks.ReadWrite'];
export const TASKS_WRITE = ['Tasks.ReadWrite'];
export const PLANNER_READ = [...TASKS_READ, ...GROUPS_ALL];

export const MAIL_READ = ['Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'];
/** Bodies and attachments, which Mail.ReadBasic leaves out. */
export const MAIL_READ_ALL = ['Mail.Read', 'Mail.ReadWrite'];
export const MAIL_WRITE = ['Mail.ReadWrite'];
export const MAIL_SEND = ['Mail.Send'];
export const SETTINGS_READ = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];
export const CALENDAR_READ = ['Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'];
export const CALENDAR_WRITE = ['Calendars.ReadWrite'];
export const CONTACTS_READ = ['Contacts.Read', 'Contacts.ReadWrite'];
export const CONTACTS_WRITE = ['Contacts.ReadWrite'];

export const SITES_READ = ['Sites.Read.All', 'Sites.ReadWrite.All'];
export const FILES_SHARED = ['Files.Read.All', 'Files.ReadWrite.All', ...SITES_READ];
export const FILES_READ = ['Files.Read', 'Files.ReadWrite', ...FILES_SHARED];
/** Where a group's drive counts as well. */
export const ITEM_READ = [...FILES_READ, ...GROUPS_ALL];
export const ITEM_WRITE = ['Files.ReadWrite', 'Files.ReadWrite.All'];
export const FILES_WRITE = [...ITEM_WRITE, 'Sites.ReadWrite.All'];

export const PAGES_READ = ['Notes.Read', 'Notes.ReadWrite', 'Notes.Read.All', 'Notes.ReadWrite.All'];
export const NOTEBOOKS_READ = ['Notes.Create', ...PAGES_READ];
export const NOTES_CREATE = ['Notes.Create', 'Notes.ReadWrite', 'Notes.ReadWrite.All'];
export const PAGES_WRITE = ['Notes.ReadWrite', 'Notes.ReadWrite.All'];
