import type { Cloud } from '../cloud.js';
import { Changes } from './changes.js';
import { Calendars } from './calendar/calendars.js';
import { AddressBooks } from './contacts/address-books.js';
import { CopyJobs } from './files/copy-jobs.js';
import { Downloads } from './files/downloads.js';
import { Drives } from './files/drives.js';
import { seededSharing } from './files/seeded-sharing.js';
import type { Sharing } from './files/sharing.js';
import { Storage } from './files/storage.js';
import { UploadSessions } from './files/upload-sessions.js';
import { Groups } from './groups/groups.js';
import { Mailboxes } from './mail/mailboxes.js';
import { Notebooks } from './onenote/notebooks.js';
import { People } from './people/people.js';
import { Plans } from './planner/plans.js';
import { Presences } from './presence/presences.js';
import { Sites } from './sites/sites.js';
import { Subscriptions } from './subscriptions/subscriptions.js';
import { Teams } from './teams/teams.js';
import { TaskBooks } from './todo/task-books.js';

/** Everything Graph knows of the tenants, made from the seeds; times are counted from when it is made. */
export class World {
  readonly changes = new Changes();
  readonly storage = new Storage();
  readonly copies = new CopyJobs();
  readonly sharing: Sharing;
  readonly subscriptions: Subscriptions;
  readonly people: People;
  readonly teams: Teams;
  readonly presences: Presences;
  readonly plans: Plans;
  readonly mailboxes: Mailboxes;
  readonly calendars: Calendars;
  readonly addressBooks: AddressBooks;
  readonly taskBooks: TaskBooks;
  readonly groups: Groups;
  readonly drives: Drives;
  readonly downloads: Downloads;
  readonly uploads: UploadSessions;
  readonly sites: Sites;
  readonly notebooks: Notebooks;

  /** The present, ms. */
  readonly now: () => number;

  constructor(cloud: Cloud) {
    this.now = () => cloud.clock.now();
    this.subscriptions = new Subscriptions(cloud, this.changes);
    this.people = new People(cloud.directory, this.changes);
    this.groups = new Groups(cloud.directory, this.people);
    this.teams = new Teams(cloud, this.people, this.groups);
    this.plans = new Plans(cloud, this.people, this.groups);
    this.presences = new Presences(cloud.clock);
    this.calendars = new Calendars(cloud.directory, cloud.clock, this.changes);
    this.addressBooks = new AddressBooks(cloud.clock);
    this.taskBooks = new TaskBooks(cloud.clock);
    this.drives = new Drives(cloud.directory, cloud.clock, this.changes, this.storage);
    this.sites = new Sites(cloud.directory, this.drives, cloud.clock);
    this.sharing = seededSharing(cloud.directory, this.drives, cloud.clock.now());
    this.downloads = new Downloads(cloud.clock);
    this.uploads = new UploadSessions(cloud.clock, this.storage);
    this.notebooks = new Notebooks(cloud.clock, this.storage);
    this.mailboxes = new Mailboxes(cloud.directory, cloud.clock, this.changes);
  }

  /** Ends what goes on by itself. */
  end(): void {
    this.subscriptions.end();
  }
}
