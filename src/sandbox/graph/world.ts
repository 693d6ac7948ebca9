import type { Cloud } from '../cloud.js';
import { Mailboxes } from './mail/mailboxes.js';
import { People } from './people/people.js';

/** Everything Graph knows of the tenants, made from the seeds; times are counted from when it is made. */
export class World {
  readonly people: People;
  readonly mailboxes: Mailboxes;

  constructor(cloud: Cloud) {
    this.people = new People(cloud.directory);
    this.mailboxes = new Mailboxes(cloud.directory, cloud.clock);
  }
}
