// @ts-check

/**
 * Reads a member of parsed JSON, however deep; undefined where there is none.
 * @param {unknown} value
 * @param {...string} path
 * @returns {unknown}
 */
export function at(value, ...path) {
  let here = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Object.getOwnPropertyDescriptor(here, name)?.value;
  }
  return here;
}

/**
 * The text there; empty where there is none.
 * @param {unknown} value
 * @param {...string} path
 */
export function textAt(value, ...path) {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/**
 * The number there; undefined where there is none.
 * @param {unknown} value
 * @param {...string} path
 */
export function numberAt(value, ...path) {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/**
 * The list there; empty where there is none.
 * @param {unknown} value
 * @param {...string} path
 * @returns {readonly unknown[]}
 */
export function listAt(value, ...path) {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}
