const PACKAGE = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/;

/** The folders of the packages that these modules, given as paths, belong to, each once. */
export function packageFolders(modules) {
  return [...new Set(modules.flatMap((path) => PACKAGE.exec(path)?.[1] ?? []))];
}
