import type { Cloud } from '../cloud.js';
import { Changes } from './changes.js';
import { Calendars } from './calendar/calendars.js';
import { Downloads } from './files/downloads.js';
import { Drives } from './files/drives.js';
import { Groups } from './groups/groups.js';
import { Mailboxes } from './mail/mailboxes.js';
import { Notebooks } from './onenote/notebooks.js';
import { People } from './people/people.js';
import { Plans } from './planner/plans.js';
import { Presences } from './presence/presences.js';
import { Subscriptions } from './subscriptions/subscriptions.js';
import { Teams } from './teams/teams.js';

/** Everything Graph knows of the tenants, made from the seeds; times are counted from when it is made. */
export class World {
  readonly changes = new Changes();
  readonly subscriptions: Subscriptions;
  readonly people: People;
  readonly teams: Teams;
  readonly presences: Presences;
  readonly plans: Plans;
  readonly mailboxes: Mailboxes;
  readonly calendars: Calendars;
  readonly groups: Groups;
  readonly drives: Drives;
  readonly downloads: Downloads;
  readonly notebooks: Notebooks;

  constructor(cloud: Cloud) {
    this.subscriptions = new Subscriptions(cloud, this.changes);
    this.people = new People(cloud.directory, this.changes);
    this.groups = new Groups(cloud.directory, this.people);
    this.teams = new Teams(cloud, this.people, this.groups);
    this.plans = new Plans(cloud, this.people, this.groups);
    this.presences = new Presences(cloud.clock);
    this.calendars = new Calendars(cloud.directory, cloud.clock);
    this.drives = new Drives(cloud.directory, cloud.clock);
    this.downloads = new Downloads(cloud.clock);
    this.notebooks = new Notebooks(cloud.clock);
    this.mailboxes = new Mailboxes(cloud.directory, cloud.clock);
  }

  /** Ends what goes on by itself. */
  end(): void {
    this.subscriptions.end();
  }
}
