import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { sharedPostgres } from './kit/shared-postgres.ts'

// `npm test`: tap, with one PostgreSQL for all the files that need no server of their own. A file that is run by itself
// (`npx tap FILE`) starts its own.
const shared = await sharedPostgres()
try {
  const tap = join(
    dirname(createRequire(import.meta.url).resolve('tap/package.json')),
    'dist/esm/run.mjs',
  )
  const child = spawn(process.execPath, [tap, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ...shared?.env },
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const [status] = await once(child, 'exit')
  process.exitCode = typeof status === 'number' ? status : 1
} finally {
  await shared?.close()
}
