import { existsSync, readFileSync } from 'node:fs';

const { helm } = await import('./helm/cli/template.ts');
const { createRenderer } = await import('./helm/render/index.ts');

/** `npm run --silent helm -- template NAME CHART ...`: renders a chart as `helm template` does. */
const { stdout, stderr, status } = helm(process.argv.slice(2), {
  isThere: existsSync,
  render: createRenderer(),
  read: (name) => {
    try {
      return { ok: true, text: readFileSync(name.trim() === '-' ? 0 : name, 'utf8') };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return { ok: false, error: code === 'ENOENT' ? `open ${name}: no such file or directory` : code === 'EISDIR' ? `read ${name}: is a directory` : `cannot read ${name}: ${code}` };
    }
  },
});
process.stderr.write(stderr);
process.exitCode = status;
process.stdout.write(stdout);
