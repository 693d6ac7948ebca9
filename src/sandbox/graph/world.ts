import type { Cloud } from '../cloud.js';
import { Changes } from './changes.js';
import { Calendars } from './calendar/calendars.js';
import { AddressBooks } from './contacts/address-books.js';
import { Downloads } from './files/downloads.js';
import { Drives } from './files/drives.js';
import { Groups } from './groups/groups.js';
import { Mailboxes } from './mail/mailboxes.js';
import { Notebooks } from './onenote/notebooks.js';
import { People } from './people/people.js';
import { TaskBooks } from './todo/task-books.js';

/** Everything Graph knows of the tenants, made from the seeds; times are counted from when it is made. */
export class World {
  readonly changes = new Changes();
  readonly people: People;
  readonly mailboxes: Mailboxes;
  readonly calendars: Calendars;
  readonly addressBooks: AddressBooks;
  readonly taskBooks: TaskBooks;
  readonly groups: Groups;
  readonly drives: Drives;
  readonly downloads: Downloads;
  readonly notebooks: Notebooks;

  /** The present, ms. */
  readonly now: () => number;

  constructor(cloud: Cloud) {
    this.now = () => cloud.clock.now();
    this.people = new People(cloud.directory);
    this.groups = new Groups(cloud.directory, this.people);
    this.calendars = new Calendars(cloud.directory, cloud.clock, this.changes);
    this.addressBooks = new AddressBooks(cloud.clock);
    this.taskBooks = new TaskBooks(cloud.clock);
    this.drives = new Drives(cloud.directory, cloud.clock);
    this.downloads = new Downloads(cloud.clock);
    this.notebooks = new Notebooks(cloud.clock);
    this.mailboxes = new Mailboxes(cloud.directory, cloud.clock, this.changes);
  }
}
