import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const DIEGO = 'diego@contoso.example';
const SCOPES = ['Tasks.Read'];
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

type Objects = readonly Record<string, unknown>[];
const titled = (all: Objects, title: string): string =>
  z.string().parse(all.find((each) => each['title'] === title)?.['id']);
const list = async (path: string, as = MEGAN): Promise<Objects> => (await graph.get(path, as, SCOPES)).value;

describe('planner', () => {
  it('tells the plans of one’s groups, of a group, and one', async () => {
    const plans = await list('/me/planner/plans');
    expect(plans.map(({ title }) => title)).toEqual(['Trail shoe launch', 'Campaigns']);
    const plan = plans[0];
    const ofGroup = await list(`/groups/${String(plan?.['owner'])}/planner/plans`);
    expect(ofGroup).toEqual([plan]);
    const one = await graph.get(`/planner/plans/${String(plan?.['id'])}`, MEGAN, SCOPES);
    expect(one.json).toMatchObject({
      ...plan,
      '@odata.context': `${graph.origin}/v1.0/$metadata#planner/plans/$entity`,
      container: { containerId: plan?.['owner'], type: 'group' },
    });
    expect(one.headers.get('etag')).toBe(plan?.['@odata.etag']);
  });

  it('tells buckets and tasks of a plan', async () => {
    const plan = titled(await list('/me/planner/plans'), 'Trail shoe launch');
    const buckets = await list(`/planner/plans/${plan}/buckets`);
    expect(buckets.map(({ name }) => name)).toEqual(['To do', 'In progress', 'Done']);
    const tasks = await list(`/planner/plans/${plan}/tasks`);
    expect(tasks).toHaveLength(6);
    expect(tasks.every(({ planId }) => planId === plan)).toBe(true);
    expect(tasks[0]).toMatchObject({ title: 'Order posters', bucketId: buckets[0]?.['id'], priority: 1 });
  });

  it('tells the tasks assigned to one', async () => {
    const tasks = await list('/me/planner/tasks');
    expect(tasks.map(({ title }) => title)).toEqual(['Invite the press', 'Prices for shops', 'Name of the shoe']);
    expect(Object.keys(z.record(z.string(), z.unknown()).parse(tasks[0]?.['assignments']))).toContain(
      graph.user(MEGAN).id,
    );
    expect(tasks[2]).toMatchObject({ percentComplete: 100, completedDateTime: expect.any(String) });
  });

  it('tells a task and its details, each with an entity tag of its own', async () => {
    const plan = titled(await list('/me/planner/plans'), 'Trail shoe launch');
    const task = titled(await list(`/planner/plans/${plan}/tasks`), 'Order posters');
    const one = await graph.get(`/planner/tasks/${task}`, MEGAN, SCOPES);
    expect(one.json).toMatchObject({ checklistItemCount: 3, activeChecklistItemCount: 2, hasDescription: true });
    const details = await graph.get(`/planner/tasks/${task}/details`, MEGAN, SCOPES);
    expect(details.json).toMatchObject({ id: task, description: 'Format A1, 40 copies, green version.' });
    expect(Object.values(z.record(z.string(), z.unknown()).parse(details.json['checklist']))).toHaveLength(3);
    expect(details.json['@odata.etag']).toMatch(/^W\/"[\w+/]+=*"$/);
    expect(details.json['@odata.etag']).not.toBe(one.json['@odata.etag']);
  });

  it('keeps plans of other groups, unknown ones and other people’s tasks to itself', async () => {
    const plan = titled(await list('/me/planner/plans'), 'Trail shoe launch');
    const task = titled(await list(`/planner/plans/${plan}/tasks`), 'Order posters');
    for (const path of [`/planner/plans/${plan}`, `/planner/plans/${plan}/tasks`, `/planner/tasks/${task}/details`])
      expect((await graph.get(path, DIEGO, SCOPES)).status).toBe(403);
    expect((await graph.get(`/users/${MEGAN}/planner/tasks`, DIEGO, SCOPES)).status).toBe(403);
    const unknown = await graph.get('/planner/plans/nothing', MEGAN, SCOPES);
    expect([unknown.status, unknown.errorMessage]).toEqual([404, 'The requested item is not found.']);
    expect((await graph.get(`/planner/plans/${plan}`, 'isaiah@fabrikam.example', SCOPES)).status).toBe(404);
    expect((await graph.get(`/planner/plans/${plan}`, MEGAN, ['User.Read'])).status).toBe(403);
  });
});
