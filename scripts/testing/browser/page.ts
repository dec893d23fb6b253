import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildGraph } from '../../graph/index.ts';
import { drawingOf } from '../../report/html/drawing.ts';
import { htmlReport } from '../../report/html/index.ts';
import { runDiff } from '../../run/diff.ts';
import { configMap, makeRepository, prod, runOver, syncOf } from '../repository.ts';

/** The installed Chromium, or what to do to have one. */
export async function launch(): Promise<Browser | string> {
  const program = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path !== undefined && existsSync(path));
  if (program === undefined) return 'no browser here: install chromium, or name one in CHROMIUM';
  const driver = await import('playwright-core').catch(() => undefined);
  return driver === undefined ? 'playwright-core is not installed: npm ci' : driver.chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
}

/** Opens a file in a window of its own. What it asks for, logs, is refused by its policy, or throws, goes into `wrong`. */
export async function open(browser: Browser, file: string, options: BrowserContextOptions = { viewport: { width: 1280, height: 900 } }): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const wrong: string[] = [];
  await context.route('**', (route) => {
    const url = route.request().url();
    if (url === `file://${file}`) return route.continue();
    wrong.push(`asked for ${url}`);
    return route.abort();
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrong.push(message.text()));
  page.on('dialog', (dialog) => {
    wrong.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript("document.addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective + ' ' + event.sample))");
  await page.goto(`file://${file}`);
  if (options.javaScriptEnabled !== false) await page.waitForSelector('[role=tab][aria-selected=true]');
  return { page, wrong };
}

/** The page of generated apps: of a change where they are few, of a whole repository where they are many. */
export async function pageOf(apps: number): Promise<string> {
  const files = repositoryOf(apps);
  const source = (file: string) => files[file];
  if (apps > 100) {
    const { report, clusters } = await runOver(files);
    return htmlReport(report, { drawings: clusters.map((cluster) => drawingOf(buildGraph(cluster))), rules: [], source });
  }
  // An image is another, an object goes, one comes.
  const { 'app-0/all.yaml': _, 'clusters/prod/app-0.yaml': __, ...kept } = files;
  const before = makeRepository({ ...kept, 'app-1/release.yaml': String(files['app-1/release.yaml']).replace('1.1.0', '1.0.0'), 'apps/gone.yaml': configMap('gone') });
  const after = makeRepository(files);
  const render = { root: after.root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: join(after.root, '.cache'), env: {} } as const;
  const result = await runDiff({ render, folders: { base: before.root, head: after.root }, check: true });
  before.remove();
  after.remove();
  if (!result.ok || result.report === undefined) throw new Error('the change does not render');
  return htmlReport(result.report, { drawings: result.clusters.map((cluster) => drawingOf(buildGraph(cluster))), rules: [], source, diff: result.diff });
}

/**
 * Clusters `prod` and `dev`, of which the second has no apps. Each app is a Kustomization of its own: of five objects, or, every second one, of a release of a chart of the repository that renders
 * them. Every fiftieth names a folder that is not there, every tenth depends on the one before.
 */
function repositoryOf(apps: number): Record<string, string> {
  const files: Record<string, string> = {
    ...prod, 'apps/ok.yaml': configMap('ok'),
    ...Object.fromEntries(Object.entries(prod).map(([path, text]) => [path.replace('prod', 'dev'), text.replaceAll('clusters/prod', 'clusters/dev')])),
    'charts/app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n', 'charts/app/templates/all.yaml': objectsOf('{{ .Values.app }}', '{{ .Values.version }}'),
  };
  for (let app = 0; app < apps; app++) {
    const path = app % 50 === 49 ? `missing-${app}` : `app-${app}`;
    files[`clusters/prod/app-${app}.yaml`] = syncOf(`app-${app}`, `./${path}`, app % 10 === 9 ? `  dependsOn: [{name: app-${app - 1}}]\n` : '');
    if (app % 2 === 1) files[`app-${app}/release.yaml`] = release(app);
    else files[`app-${app}/all.yaml`] = objectsOf(String(app), `1.${app % 4}.0`);
  }
  return files;
}

function release(app: number): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: release-${app}, namespace: default}
spec:
  interval: 1h
  chart: {spec: {chart: ./charts/app, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
  values:
    app: ${app}
    version: 1.${app % 4}.0
`;
}

function objectsOf(app: string, version: string): string {
  return `${configMap(`config-${app}`)}---
apiVersion: v1
kind: ServiceAccount
metadata: {name: account-${app}, namespace: default}
---
apiVersion: v1
kind: Service
metadata: {name: service-${app}, namespace: default}
spec:
  selector: {app: app-${app}}
  ports: [{name: http, port: 80}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ingress-${app}, namespace: default}
spec:
  rules:
    - host: app-${app}.example.com
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: service-${app}, port: {name: http}}}}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: main-${app}, namespace: default}
spec:
  selector: {matchLabels: {app: app-${app}}}
  template:
    metadata: {labels: {app: app-${app}}}
    spec:
      serviceAccountName: account-${app}
      containers:
        - name: main
          image: ghcr.io/org/app-${app}:${version}
          envFrom: [{configMapRef: {name: config-${app}}}]
`;
}
