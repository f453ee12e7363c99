import t from 'tap'
import { fails } from '#test/kit/fails.ts'
import { guild, sendStage, workspace } from './send-stage.ts'

const other = '200000000000000002'
const unconnected = { connected: false }

t.test('the only server of a bot is another place of the service’s own organisation', async (t) => {
  const { guilds, book } = await sendStage(t, unconnected)
  await guilds.start()
  t.equal(await book.roster.knows(workspace), true)
  t.equal(await book.roster.own('discord'), workspace)
})

t.test(
  'a second server, and those of a bot on several, are organisations of their own',
  async (t) => {
    const { guilds, book, discord, restart } = await sendStage(t, unconnected)
    discord.guild(other, { name: 'Other', locale: 'en-GB' })
    await guilds.start([other, guild])
    t.equal(await book.roster.own('discord'), undefined)
    t.equal(await book.roster.language(`discord:${other}`), 'en')
    t.equal(await book.roster.language(workspace), 'fr')
    t.equal(await restart().guilds.admit(other), true)
  },
)

t.test('a server that comes later is admitted when somebody does something there', async (t) => {
  const { guilds, book, discord } = await sendStage(t, unconnected)
  await guilds.start()
  discord.guild(other, { name: 'Other' })
  t.strictSame(await Promise.all([guilds.admit(other), guilds.admit(other)]), [true, true])
  t.equal(await book.roster.own('discord'), workspace)
  t.equal(discord.calls('GET', new RegExp(`^/guilds/${other}$`)).length, 1)
})

t.test(
  'a server that the bot is not on is unknown, and not asked about at each click',
  async (t) => {
    const { guilds, book, discord, time } = await sendStage(t)
    for (let click = 0; click < 3; click++) t.equal(await guilds.admit(other), false)
    t.equal(await book.roster.knows(`discord:${other}`), false)
    t.equal(discord.calls('GET', /guilds/).length, 1)
    time.advance(60_000)
    discord.guild(other, { name: 'Other' })
    t.equal(await guilds.admit(other), true)
  },
)

t.test('a known server is known without Discord', async (t) => {
  const { guilds, discord } = await sendStage(t)
  t.equal(await guilds.admit(guild), true)
  t.equal(await guilds.admit(guild), true)
  t.strictSame(discord.calls(), [])
})

t.test(
  'without an answer of Discord the start goes on, and whoever comes later is told',
  async (t) => {
    const { guilds, discord, lines } = await sendStage(t, unconnected)
    discord.fail('GET', /./, { status: 500, times: Infinity })
    await guilds.start()
    t.match(lines.at(-1), /not all servers/)
    await fails(t, guilds.admit(guild), { status: 500 })
    discord.heal()
    t.equal(await guilds.admit(guild), true)
  },
)
