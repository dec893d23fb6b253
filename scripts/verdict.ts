import { run } from './schema/cli.ts';

/** `npm run --silent verdict -- FILE... [--kubernetes 1.35] [--crds DIR] [--format json]` */
process.exitCode = await run(process.argv.slice(2), { out: (line) => process.stdout.write(`${line}\n`), err: (line) => process.stderr.write(`${line}\n`) });
