import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Instruction } from 'dockerfile-ast';
import { Copy, DockerfileParser, From } from 'dockerfile-ast';
import { z } from 'zod';

const run = promisify(execFile);

/** The repository's root, which is the context of the build. */
export const CONTEXT = fileURLToPath(new URL('../..', import.meta.url));
export const DOCKERFILE = join(CONTEXT, 'deploy/Dockerfile');

/** What a container of the image gets, as far as the Dockerfile says it. */
export interface Image {
  /** Holds the files of the last stage, without those of its base image. */
  readonly root: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

interface Stage {
  readonly root: string;
  workingDirectory: string;
  environment: Record<string, string>;
  user: string;
  entrypoint: readonly string[];
  command: readonly string[];
  healthCheck: readonly string[];
}

/**
 * Does by hand in `folder` what `docker build` does with the Dockerfile: its COPY and RUN steps, each stage a folder of
 * its own, with this machine in place of the base images. Throws at a step it does not understand.
 */
export async function runImageSteps(folder: string): Promise<Image> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const instruction of DockerfileParser.parse(readFileSync(DOCKERFILE, 'utf8')).getInstructions()) {
    if (instruction instanceof From) {
      const name = instruction.getBuildStage() ?? 'image';
      stage = newStage(join(folder, name));
      stages.set(name, stage);
    } else if (stage === undefined) throw new Error('the Dockerfile does not begin with FROM');
    else await step(instruction, stage, stages);
  }
  if (stage === undefined) throw new Error('the Dockerfile has no stage');
  const { root, workingDirectory, environment, user, healthCheck } = stage;
  return { root, workingDirectory, environment, user, healthCheck, command: [...stage.entrypoint, ...stage.command] };
}

function newStage(root: string): Stage {
  mkdirSync(root, { recursive: true });
  return { root, workingDirectory: '/', environment: {}, user: 'root', entrypoint: [], command: [], healthCheck: [] };
}

async function step(instruction: Instruction, stage: Stage, stages: ReadonlyMap<string, Stage>): Promise<void> {
  const text = instruction.getArgumentsContent() ?? '';
  const here = join(stage.root, stage.workingDirectory);
  switch (instruction.getKeyword()) {
    case 'WORKDIR':
      stage.workingDirectory = resolve(stage.workingDirectory, text);
      mkdirSync(join(stage.root, stage.workingDirectory), { recursive: true });
      break;
    case 'COPY':
      if (!(instruction instanceof Copy)) throw new Error('COPY was not understood');
      copy(instruction, here, stages);
      break;
    case 'RUN':
      await run('/bin/sh', ['-ec', text], { cwd: here, maxBuffer: 64 * 1024 * 1024 });
      break;
    case 'ENV':
      for (const [name = '', value = ''] of text.split(/\s+/).map((pair) => pair.split('='))) {
        stage.environment[name] = value;
      }
      break;
    case 'USER':
      stage.user = text;
      break;
    case 'ENTRYPOINT':
      stage.entrypoint = words(text);
      break;
    case 'CMD':
      stage.command = words(text);
      break;
    case 'HEALTHCHECK':
      stage.healthCheck = words(text);
      break;
    case 'EXPOSE':
      break;
    default:
      throw new Error(`the steps do not know ${instruction.getKeyword()}`);
  }
}

/** Sources are relative to the context, or absolute in another stage; a folder's content goes into the target. */
function copy(instruction: Copy, here: string, stages: ReadonlyMap<string, Stage>): void {
  const from = instruction
    .getFlags()
    .find((flag) => flag.getName() === 'from')
    ?.getValue();
  const origin = from === undefined || from === null ? CONTEXT : stages.get(from)?.root;
  if (origin === undefined) throw new Error(`no stage is called ${from}`);
  const paths = instruction.getArguments().map((argument) => argument.getValue());
  const target = paths.pop() ?? '';
  for (const source of paths) {
    const to = target.endsWith('/') ? join(here, target, basename(source)) : join(here, target);
    cpSync(join(origin, source), to, { recursive: true, verbatimSymlinks: true });
  }
}

/** Of an instruction in its exec form, the one without a shell. */
function words(text: string): readonly string[] {
  return z.array(z.string()).parse(JSON.parse(text.slice(text.indexOf('['))));
}
