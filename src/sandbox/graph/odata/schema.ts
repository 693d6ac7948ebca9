/** What a property holds; `string` compares without regard to case, as Graph's stores do. */
export type PrimitiveKind = 'string' | 'guid' | 'boolean' | 'number' | 'dateTime' | 'date' | 'binary';

export interface Primitive {
  readonly kind: PrimitiveKind;
}

export interface Complex {
  readonly kind: 'complex';
  readonly members: Members;
}

export interface Collection {
  readonly kind: 'collection';
  readonly of: Shape;
  /** Whether the workload lets a filter look inside with any and all. */
  readonly lambda: boolean;
}

export type Shape = Primitive | Complex | Collection;
export type Members = Readonly<Record<string, Shape>>;

/** A resource as it goes out, all its properties; members with `@` are annotations and no properties. */
export type GraphObject = Readonly<Record<string, unknown>>;

/** A relation `$expand` can follow. */
export interface Navigation {
  readonly type: () => EntityType;
  readonly single: boolean;
  /** Whether `$levels` may repeat it. */
  readonly recursive?: boolean;
  /** The related resources of one resource. */
  readonly follow: (object: GraphObject) => readonly GraphObject[];
}

/** A resource type as far as queries need it. */
export interface EntityType {
  /** Such as `microsoft.graph.user`. */
  readonly name: string;
  readonly members: Members;
  /** Properties answered without `$select`; all when absent. */
  readonly standard?: readonly string[];
  /** Properties answered whatever `$select` says. */
  readonly always?: readonly string[];
  readonly navigations?: Readonly<Record<string, Navigation>>;
  /** Properties whose words `$search` finds without a property name, and those it takes by name (name -> path). */
  readonly search?: { readonly words: readonly string[]; readonly named: Readonly<Record<string, string>> };
}

export const text: Primitive = { kind: 'string' };
export const guid: Primitive = { kind: 'guid' };
export const bool: Primitive = { kind: 'boolean' };
export const number: Primitive = { kind: 'number' };
export const dateTime: Primitive = { kind: 'dateTime' };
export const date: Primitive = { kind: 'date' };
export const binary: Primitive = { kind: 'binary' };

export function complex(members: Members): Complex {
  return { kind: 'complex', members };
}

export function collection(of: Shape, { lambda = true }: { lambda?: boolean } = {}): Collection {
  return { kind: 'collection', of, lambda };
}

export interface NamedShape {
  readonly name: string;
  readonly shape: Shape;
}

/** The member of that name without regard to case, with the name as the schema spells it. */
export function member(members: Members, name: string): NamedShape | undefined {
  const own = Object.hasOwn(members, name) ? members[name] : undefined;
  if (own !== undefined) return { name, shape: own };
  const wanted = name.toLowerCase();
  const found = Object.entries(members).find(([each]) => each.toLowerCase() === wanted);
  return found === undefined ? undefined : { name: found[0], shape: found[1] };
}

/** The value at a path of member names; undefined where the path ends early. */
export function valueAt(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    object,
  );
}
