import type { JsonSchema } from '../graph/catalogue/schemas.js';

type Components = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Of `components`, those that `from` refers to, and what these refer to in turn. */
export function reachable(from: unknown, components: Components): Record<string, JsonSchema> {
  const reached = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key !== '$ref' || typeof member !== 'string') {
        visit(member);
        continue;
      }
      if (reached.has(member)) continue;
      reached.add(member);
      const [, , kind = '', name = ''] = member.split('/');
      visit(components[kind]?.[name]);
    }
  };
  visit(from);
  return Object.fromEntries(
    Object.entries(components).map(([kind, named]) => [
      kind,
      Object.fromEntries(Object.entries(named).filter(([name]) => reached.has(`#/components/${kind}/${name}`))),
    ]),
  );
}
