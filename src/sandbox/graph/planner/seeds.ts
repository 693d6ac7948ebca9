import { readFileSync } from 'node:fs';
import { z } from 'zod';

const task = z.strictObject({
  title: z.string(),
  /** Mail addresses. */
  assignees: z.array(z.string()),
  percentComplete: z.union([z.literal(0), z.literal(50), z.literal(100)]).default(0),
  /** Days from today. */
  dueDay: z.number().int().optional(),
  completedDay: z.number().int().optional(),
  /** 1 urgent, 3 important, 5 medium, 9 low. */
  priority: z.number().int().min(0).max(10).default(5),
  categories: z.array(z.string()).default([]),
  description: z.string().default(''),
  checklist: z.array(z.strictObject({ title: z.string(), isChecked: z.boolean() })).default([]),
});
const plan = z.strictObject({
  /** Mail nickname. */
  group: z.string(),
  title: z.string(),
  /** Mail address of who made it. */
  by: z.string(),
  buckets: z.array(z.strictObject({ name: z.string(), tasks: z.array(task) })),
});

export type SeededTask = z.infer<typeof task>;
export type SeededPlan = z.infer<typeof plan>;

/** Plans by the tenant's domain, from `seeds/planner.json`. */
export function readPlanSeeds(): Readonly<Record<string, readonly SeededPlan[]>> {
  const file = new URL('../seeds/planner.json', import.meta.url);
  return z.record(z.string(), z.array(plan)).parse(JSON.parse(readFileSync(file, 'utf8')));
}
