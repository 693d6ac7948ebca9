import type { Cloud } from '../cloud.js';
import { People } from './people/people.js';

/** Everything Graph knows of the tenants, made from the seeds; times are counted from when it is made. */
export class World {
  readonly people: People;

  constructor(cloud: Cloud) {
    this.people = new People(cloud.directory);
  }
}
