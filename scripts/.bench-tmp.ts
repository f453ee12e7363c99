import { startService } from '#src/service.ts'
import { readConfig } from '#src/config.ts'
import { spawn } from 'node:child_process'
const service = await startService(
  readConfig({
    PORT: '0',
    DATA_DIR: `/tmp/bench/data-${process.pid}`,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
  }),
)
const { learner, trainer, home } = service.links
const child = spawn(
  process.execPath,
  ['/tmp/bench/client.mjs', home.slice(0, -1), learner.split('/').at(-1) ?? '', trainer],
  { stdio: ['ignore', 2, 2] },
)
child.on('exit', async () => {
  await service.stop()
  process.exit(0)
})
