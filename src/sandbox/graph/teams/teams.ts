import { createHash } from 'node:crypto';
import type { Cloud } from '../../cloud.js';
import type { Tenant, User } from '../../directory/types.js';
import type { Group, Groups } from '../groups/groups.js';
import { momentOf } from '../moment.js';
import type { People } from '../people/people.js';
import type { SeededMessage } from './seeds.js';
import { readTeamSeeds } from './seeds.js';

/** What somebody wrote. */
export interface Post {
  readonly from: User;
  /** Milliseconds; also its id, as in Teams. */
  readonly moment: number;
  readonly subject: string | null;
  readonly text: string;
  readonly likes: readonly User[];
}

export interface Channel {
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
  /** The newest first. */
  readonly posts: readonly Post[];
}

/** A Microsoft 365 group that talks. */
export interface Team {
  readonly tenantId: string;
  readonly group: Group;
  /** The general one first. */
  readonly channels: readonly Channel[];
}

export interface Chat {
  readonly tenantId: string;
  readonly id: string;
  readonly topic: string | null;
  readonly members: readonly User[];
  /** The newest first. */
  readonly posts: readonly Post[];
}

/** The teams and chats of all tenants, from `seeds/teams.json`. */
export class Teams {
  private readonly teams: readonly Team[];
  private readonly chats: readonly Chat[];

  constructor({ directory, clock }: Cloud, people: People, groups: Groups) {
    const seeds = readTeamSeeds();
    const now = clock.now();
    const known = directory.tenants.flatMap((tenant) => {
      const seed = seeds[tenant.domain];
      return seed === undefined ? [] : [{ tenant, seed }];
    });
    this.teams = known.flatMap(({ tenant, seed }) =>
      seed.teams.flatMap(({ group: nickname, channels }) => {
        const group = groups.of(tenant.id).find(({ object }) => object['mailNickname'] === nickname);
        if (group === undefined) return [];
        const made = channels.map(({ messages, ...channel }) => ({
          ...channel,
          id: `19:${hex(tenant, nickname, channel.displayName)}@thread.tacv2`,
          posts: postsOf(messages, tenant, people, now),
        }));
        return [{ tenantId: tenant.id, group, channels: made }];
      }),
    );
    this.chats = known.flatMap(({ tenant, seed }) =>
      seed.chats.map(({ topic, members: names, messages }) => {
        const members = names.flatMap((name) => people.find(tenant.id, name) ?? []);
        const ids = members.map(({ id }) => id);
        const id =
          members.length === 2
            ? `19:${ids.toSorted().join('_')}@unq.gbl.spaces`
            : `19:${hex(tenant, topic ?? '', ...ids)}@thread.v2`;
        return { tenantId: tenant.id, id, topic, members, posts: postsOf(messages, tenant, people, now) };
      }),
    );
  }

  /** The teams a user is a member of. */
  joinedBy(user: User): readonly Team[] {
    return this.teams.filter(({ group }) => isMember(group, user));
  }

  team(tenantId: string, id: string): Team | undefined {
    return this.teams.find(({ tenantId: of, group }) => of === tenantId && group.object['id'] === id.toLowerCase());
  }

  /** The chats a user takes part in, those with the newest message first. */
  chatsOf(user: User): readonly Chat[] {
    return this.chats
      .filter(({ members }) => members.some(({ id }) => id === user.id))
      .toSorted((one, other) => (other.posts[0]?.moment ?? 0) - (one.posts[0]?.moment ?? 0));
  }

  chat(tenantId: string, id: string): Chat | undefined {
    return this.chats.find((each) => each.tenantId === tenantId && each.id === id);
  }
}

/** Whether a user is in a group. */
export function isMember({ members }: Group, user: User): boolean {
  return members.some(({ id }) => id === user.id);
}

function postsOf(messages: readonly SeededMessage[], tenant: Tenant, people: People, now: number): readonly Post[] {
  const posts = messages.flatMap(({ from, day, at, subject, text, reactions }) => {
    const author = people.find(tenant.id, from);
    if (author === undefined) return [];
    const likes = reactions.flatMap((name) => people.find(tenant.id, name) ?? []);
    return [{ from: author, moment: momentOf(now, day, at), subject, text, likes }];
  });
  return posts.toSorted((one, other) => other.moment - one.moment);
}

function hex(tenant: Tenant, ...parts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([tenant.id, ...parts]))
    .digest('hex')
    .slice(0, 32);
}
