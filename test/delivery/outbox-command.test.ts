import t from 'tap'
import { aService, propose, type TestService, until, voteAll } from '#test/kit/service.ts'
import { openSmtpSink } from '#test/kit/smtp-sink.ts'
import { testDatabase, testServer } from '#test/kit/store.ts'
import { runScript } from '../running/run-script.ts'

for (const engine of ['sqlite', 'postgres'] as const)
  t.test(`beside a service on ${engine}, a refused letter is shown and tried again`, async (t) => {
    if (engine === 'postgres' && !(await testServer())) {
      t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })
      return
    }
    const database: Record<string, string> =
      engine === 'postgres' ? { DATABASE_URL: await testDatabase(t) } : {}
    let isMended = false
    const sink = await openSmtpSink(t, {
      onRecipient: (address) =>
        address.startsWith('ana@') && !isMended ? { code: 550, words: 'No such user' } : undefined,
    })
    const service = await aService(t, {
      engine: 'sqlite',
      env: { ...database, SMTP_URL: sink.url },
    })
    const trainer = await aRefusedLetter(service)
    const told = await until(async () =>
      (await trainer.messages()).find(({ message }) =>
        /could not be sent to Ana/.test(message.text),
      ),
    )
    t.match(told.message, {
      text: /refuses this address or this letter \(reply 550\)\. Check the address/,
      buttons: [{ label: 'See and try again', url: `${service.app.baseUrl}/console` }],
    })

    const command = (...args: readonly string[]) =>
      runScript('scripts/outbox.ts', args, {
        DATA_DIR: service.dataDir,
        DEFAULT_LANGUAGE: 'en',
        ...database,
      })
    const listed = await command('list')
    t.equal(listed.status, 0, listed.errors)
    const line = listed.output.split('\n').find((one) => one.includes('Ana')) ?? ''
    t.match(
      line,
      /Letter by e-mail +Ana <a…@example\.org> +\S.* +Given up +1 +The mail server refuses/,
    )
    t.notMatch(listed.output + listed.errors, /ana@/)
    const [id = ''] = line.split(' ')

    isMended = true
    t.match(await command('retry', id), { status: 0, output: /1 delivery is tried again/ })
    // The service looks by itself within half a minute.
    service.outbox.wake()
    await until(async () => sink.letters.find(({ to }) => to.join() === 'ana@example.org'))
    await service.outbox.idle()
    t.match(await command(), { status: 0, output: /Nothing is held up/ })
    t.match(await command('retry', id), { status: 1, errors: /No delivery .* has this id/ })
    t.match(await command('retry-all'), { status: 0, output: /Nothing to try again/ })
  })

t.test('what is not understood, and what is not there, is said in one place', async (t) => {
  const env = { DATA_DIR: '/nowhere/at/all', DEFAULT_LANGUAGE: 'fr' }
  for (const args of [['retry'], ['liste']])
    t.match(await runScript('scripts/outbox.ts', args, env), { status: 64, errors: /retry-all/ })
  t.match(await runScript('scripts/outbox.ts', ['list'], env), {
    status: 78,
    errors: /^DATA_DIR\u00A0: \/nowhere\/at\/all\/cordee\.sqlite n’existe pas/,
  })
})

async function aRefusedLetter(service: TestService) {
  const trainer = await service.joinAsTrainer('Paul')
  const ana = await service.join('Ana', { email: 'ana@example.org' })
  const voters = []
  for (const name of ['Bilal', 'Chloé', 'Dawit']) voters.push(await service.join(name))
  const id = await propose(trainer, { people: ana.id })
  for (const voter of voters.slice(0, 2)) await voteAll(voter, id, 'met')
  await service.outbox.idle()
  return trainer
}
