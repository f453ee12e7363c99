import t from 'tap'
import { until } from '#test/kit/service.ts'
import { aServer, channelId, collective, proposeIn, voteIn } from './discord-house.ts'
import { aDataDir, oneOfEach, runProcess } from './discord-process.ts'

const messages = /^\/channels\/\d+\/messages$/

t.test('kill -9 between what is written and its answer: nothing is there twice', async (t) => {
  const stage = await aServer(t)
  const { discord, learners, paul } = stage
  const env = { ...discord.env({ http: true }), DATA_DIR: aDataDir(t) }
  const start = async () => {
    const process = await runProcess(t, env)
    discord.deliverTo(`${process.origin}/discord/interactions`)
    return process
  }
  const taken = (count: number) =>
    until(async () => {
      const posts = discord.calls('POST', messages).filter(({ status }) => status === 200)
      return posts.length >= count || undefined
    })

  const first = await start()
  discord.fail('POST', messages, { holdAnswer: true })
  const id = await proposeIn(stage, { badge: collective.en, for: 'group' })
  await taken(1)
  await first.kill()
  t.equal(paul.seen(channelId).length, 1, 'Discord has the card, and the service does not know it')

  const second = await start()
  await until(async () => (discord.calls('POST', messages).length > 1 ? true : undefined))
  // The thread with the verdict, and the first private message.
  discord.fail('POST', messages, { holdAnswer: true, times: 2 })
  for (const learner of learners.slice(0, 2)) await voteIn(stage, learner, id)
  await taken(4)
  await second.kill()

  await start()
  await oneOfEach(t, { recipients: learners, reader: paul, id })
  // The thread was there already.
  t.strictSame(
    discord.refusals.filter((one) => !one.includes('160004')),
    [],
  )
})
