import type { Command, Option } from 'commander';

/** What could stand for the last of these words; the words before it are done. */
export function completions(program: Command, words: readonly string[]): readonly string[] {
  const before = words.slice(0, -1);
  const started = words.at(-1) ?? '';
  let command = program;
  let rest: readonly string[] = [];
  for (const [index, word] of before.entries()) {
    const next = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (next === undefined) continue;
    command = next;
    rest = before.slice(index + 1);
  }
  const previous = before.at(-1);
  const awaited = optionsOf(command).find(
    (option) => (option.long === previous || option.short === previous) && takesValue(option),
  );
  return offered(command, awaited, started, rest).filter((each) => each.startsWith(started));
}

function offered(
  command: Command,
  awaited: Option | undefined,
  started: string,
  rest: readonly string[],
): readonly string[] {
  if (awaited !== undefined) return awaited.argChoices ?? [];
  if (started.startsWith('-'))
    return optionsOf(command).flatMap(({ long }) => (typeof long === 'string' ? [long] : []));
  const subcommands = command.createHelp().visibleCommands(command);
  if (subcommands.length > 0) return subcommands.map((each) => each.name());
  const given = rest.filter((word) => !word.startsWith('-')).length;
  return command.registeredArguments[Math.min(given, command.registeredArguments.length - 1)]?.argChoices ?? [];
}

function optionsOf(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}
