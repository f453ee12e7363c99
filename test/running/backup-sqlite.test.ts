import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { backedUpWhileVoting, checkRestored, startAgain } from './backed-up.ts'
import { aFolder } from './look.ts'
import { runScript } from './run-script.ts'

t.test('SQLite: backed up while people vote, restored elsewhere, nothing is missing', async (t) => {
  const { service, backup, voted } = await backedUpWhileVoting(t, 'sqlite')
  const dataDir = aFolder(t)
  // What docs/running.md tells to do.
  copyFileSync(join(backup, 'cordee.sqlite'), join(dataDir, 'cordee.sqlite'))
  copyFileSync(join(service.dataDir, 'master.key'), join(dataDir, 'master.key'))
  const restored = await startAgain(t, service, { DATA_DIR: dataDir })
  await checkRestored(t, restored, voted)
  t.match(await runScript('scripts/doctor.ts', [], { PORT: '0', DATA_DIR: dataDir }), { status: 0 })
})
